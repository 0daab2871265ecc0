/// One line of a text, without its end.
package struct NumberedLine: Sendable, Equatable {
    /// The first line is 1, as in editors; empty lines count.
    package let number: Int
    package let bytes: [UInt8]

    package init(number: Int, bytes: [UInt8]) {
        self.number = number
        self.bytes = bytes
    }
}

/// A line is longer than allowed.
package struct LineTooLong: Error, Equatable {
    package let number: Int
    package let byteLimit: Int
}

/// Cuts newline-delimited JSON (ndjson.org, jsonlines.org) that arrives in pieces into lines.
///
/// A line ends with LF or CRLF, the last one perhaps with the input. Empty lines are passed over.
/// Lines are not parsed: JSON in a line has no line breaks of its own, since its strings escape
/// them.
package struct JSONLines {
    package static let standardByteLimit = 1024 * 1024

    private let byteLimit: Int
    private var begun: [UInt8] = []
    private var number = 1

    /// - Parameter byteLimit: longest line, without its end.
    package init(byteLimit: Int = standardByteLimit) { self.byteLimit = byteLimit }

    /// Takes the next bytes and returns the lines that they complete.
    package mutating func feed(_ bytes: some Collection<UInt8>) throws(LineTooLong)
        -> [NumberedLine]
    {
        var lines: [NumberedLine] = []
        var rest = Array(bytes)[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            begun += rest[..<end]
            if let line = try endLine() { lines.append(line) }
            rest = rest[(end + 1)...]
        }
        begun += rest
        // One byte more than the limit may be the CR of a line end.
        guard begun.count <= byteLimit + 1 else { throw tooLong }
        return lines
    }

    /// Takes the end of the input and returns the line that it completes.
    package mutating func finish() throws(LineTooLong) -> NumberedLine? { try endLine() }

    private mutating func endLine() throws(LineTooLong) -> NumberedLine? {
        if begun.last == UInt8(ascii: "\r") { begun.removeLast() }
        guard begun.count <= byteLimit else { throw tooLong }
        defer {
            begun = []
            number += 1
        }
        return begun.isEmpty ? nil : NumberedLine(number: number, bytes: begun)
    }

    private var tooLong: LineTooLong { LineTooLong(number: number, byteLimit: byteLimit) }
}
