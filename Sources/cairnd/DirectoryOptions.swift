internal import ArgumentParser

/// What the verbs share that work on a data directory and report.
struct DirectoryOptions: ParsableArguments {
    @Option(help: "The data directory.")
    var data = "./data"

    @Flag(help: "Print the report as JSON.")
    var json = false
}
