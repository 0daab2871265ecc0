internal import Glibc
package import Logging

/// Writes every event as one JSON line with one write(2).
///
///     {"time":"2026-01-31T09:05:00.042Z","level":"info","logger":"cairnd","message":"ready",…}
///
/// Metadata are members of the same object. Credentials are replaced (``Redaction``), strings are
/// cut at ``JSONLine/stringLimitBytes``, members at ``memberLimit``. A failed write is dropped:
/// a daemon must not stop because nobody reads its log.
package struct JSONLineLogHandler: LogHandler {
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?

    private let label: String
    private let write: @Sendable ([UInt8]) -> Void
    private let now: @Sendable () -> LogTime

    /// Metadata of one event, and elements of one list: ours have under ten.
    package static let memberLimit = 64

    /// Levels of nesting: ours have one.
    private static let depthLimit = 8

    package init(
        label: String, level: Logger.Level, now: @escaping @Sendable () -> LogTime,
        write: @escaping @Sendable ([UInt8]) -> Void
    ) {
        self.label = label
        logLevel = level
        self.now = now
        self.write = write
    }

    /// Writes to an open descriptor that outlives every logger, such as standard error.
    package init(label: String, level: Logger.Level, descriptor: CInt = STDERR_FILENO) {
        self.init(label: label, level: level, now: LogTime.now) { line in
            _ = line.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        }
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var line = JSONLine()
        line.member("time", string: now().text)
        line.member("level", string: event.level.rawValue)
        line.member("logger", string: label)
        line.member("message", string: event.message.description)
        if let error = event.error { line.member("error", string: "\(error)") }
        for (name, value) in members(of: event) {
            line.member(name, raw: json(name: name, value, depth: 1))
        }
        write(line.bytes)
    }

    private static let ownNames: Set = ["time", "level", "logger", "message", "error"]

    // The event's own metadata win over the provider's, and those over the logger's.
    private func members(of event: LogEvent) -> [(String, Logger.Metadata.Value)] {
        var all = metadata
        for more in [metadataProvider?.get(), event.metadata] {
            guard let more, !more.isEmpty else { continue }
            all = all.isEmpty ? more : all.merging(more) { _, new in new }
        }
        return all.sorted { $0.key < $1.key }
            .prefix(Self.memberLimit)
            .map { (Self.ownNames.contains($0.key) ? "metadata.\($0.key)" : $0.key, $0.value) }
    }

    private func json(name: String, _ value: Logger.Metadata.Value, depth: Int) -> String {
        if Redaction.hides(name: name) { return JSONLine.quoted(Redaction.replacement) }
        guard depth < Self.depthLimit else { return "null" }
        switch value {
        case .string(let text):
            return quoted(text)
        case .stringConvertible(let value):
            if let number = value as? any BinaryInteger { return "\(number)" }
            if let flag = value as? Bool { return "\(flag)" }
            if let number = value as? Double, number.isFinite { return "\(number)" }
            return quoted(value.description)
        case .array(let values):
            let elements = values.prefix(Self.memberLimit)
                .map { json(name: name, $0, depth: depth + 1) }
            return "[\(elements.joined(separator: ","))]"
        case .dictionary(let members):
            let members = members.sorted { $0.key < $1.key }.prefix(Self.memberLimit)
                .map { "\(JSONLine.quoted($0)):\(json(name: $0, $1, depth: depth + 1))" }
            return "{\(members.joined(separator: ","))}"
        }
    }

    private func quoted(_ text: String) -> String {
        JSONLine.quoted(Redaction.hides(value: text) ? Redaction.replacement : text)
    }
}
