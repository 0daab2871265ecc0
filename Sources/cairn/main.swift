// The client: it talks to a daemon over HTTP and to nothing else.
Cairn.runAndExit()
