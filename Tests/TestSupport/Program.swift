import Foundation

/// Another program, run to see whether it reads what we write.
package enum Program {
    package static func exists(_ name: String) -> Bool {
        (try? run("sh", ["-c", "command -v \(name)"], input: [])).map { !$0.isEmpty } ?? false
    }

    /// What the program prints; throws when it fails.
    package static func run(_ name: String, _ arguments: [String], input: [UInt8]) throws -> [UInt8]
    {
        let directory = try FileManager.default.url(
            for: .itemReplacementDirectory, in: .userDomainMask,
            appropriateFor: FileManager.default.temporaryDirectory, create: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let file = directory.appendingPathComponent("input")
        try Data(input).write(to: file)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [name] + arguments
        // A file and not a pipe: reading one can be interrupted, and Foundation then ends us.
        let output = directory.appendingPathComponent("output")
        try Data().write(to: output)
        process.standardInput = try FileHandle(forReadingFrom: file)
        process.standardOutput = try FileHandle(forWritingTo: output)
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(status: process.terminationStatus)
        }
        // Data(contentsOf:) loses a page when a file is empty.
        return Array(try FileHandle(forReadingFrom: output).readToEnd() ?? Data())
    }

    package struct Failure: Error { let status: Int32 }
}
