internal import ArgumentParser

Cairnd.main()
