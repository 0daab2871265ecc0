/// What a setting may be, and where its value is kept.
package enum SettingType: Sendable {
    package typealias Target<Value> = any WritableKeyPath<Settings, Value> & Sendable

    /// A file system path, relative to the working directory; not empty.
    case path(Target<String>)
    case address(Target<ListenAddress>)
    case boolean(Target<Bool>)
    case choice(Target<String>, [String])
    case integer(Target<Int>, ClosedRange<Int>)
    /// A whole number with an optional suffix KiB, MiB, GiB or TiB.
    case bytes(Target<Int>, ClosedRange<Int>)
    /// A whole number of seconds.
    case seconds(Target<Int>, ClosedRange<Int>)

    /// Parses `text` into its place in `settings`.
    ///
    /// - Returns: false, and leaves `settings` alone, if the text is not what ``allowed`` says.
    func set(_ text: String, in settings: inout Settings) -> Bool {
        switch self {
        case .path(let target):
            guard !text.isEmpty, !text.utf8.contains(0) else { return false }
            settings[keyPath: target] = text
        case .address(let target):
            guard let address = ListenAddress(text) else { return false }
            settings[keyPath: target] = address
        case .boolean(let target):
            guard text == "true" || text == "false" else { return false }
            settings[keyPath: target] = text == "true"
        case .choice(let target, let choices):
            guard choices.contains(text) else { return false }
            settings[keyPath: target] = text
        case .integer(let target, let bounds), .seconds(let target, let bounds):
            guard let number = Self.number(text), bounds.contains(number) else { return false }
            settings[keyPath: target] = number
        case .bytes(let target, let bounds):
            guard let number = ByteSize.parse(text), bounds.contains(number) else { return false }
            settings[keyPath: target] = number
        }
        return true
    }

    /// The value in `settings`, as an operator would write it.
    func text(in settings: Settings) -> String {
        switch self {
        case .path(let target), .choice(let target, _): settings[keyPath: target]
        case .address(let target): settings[keyPath: target].description
        case .boolean(let target): "\(settings[keyPath: target])"
        case .integer(let target, _), .seconds(let target, _): "\(settings[keyPath: target])"
        case .bytes(let target, _): ByteSize.text(settings[keyPath: target])
        }
    }

    /// The value in `settings`; nil for what is no number.
    func number(in settings: Settings) -> Int? {
        switch self {
        case .integer(let target, _), .seconds(let target, _), .bytes(let target, _):
            settings[keyPath: target]
        case .path, .address, .boolean, .choice: nil
        }
    }

    /// What a value may be, for errors and documents.
    package var allowed: String {
        switch self {
        case .path: "a path"
        case .address: "ADDRESS:PORT with a numeric address, such as 127.0.0.1:8080 or [::1]:8080"
        case .boolean: "true or false"
        case .choice(_, let choices): "one of " + choices.joined(separator: ", ")
        case .integer(_, let bounds):
            "a whole number from \(bounds.lowerBound) to \(bounds.upperBound)"
        case .bytes(_, let bounds):
            "bytes from \(ByteSize.text(bounds.lowerBound)) to \(ByteSize.text(bounds.upperBound))"
                + ", with an optional KiB, MiB, GiB or TiB"
        case .seconds(_, let bounds):
            "whole seconds from \(bounds.lowerBound) to \(bounds.upperBound)"
        }
    }

    /// What a number counts, for documents; empty where there is nothing to say.
    package var unit: String {
        switch self {
        case .bytes: "bytes"
        case .seconds: "seconds"
        case .path, .address, .boolean, .choice, .integer: ""
        }
    }

    /// A flag of this type may stand without a value, and then means true.
    var isBoolean: Bool {
        switch self {
        case .boolean: true
        case .path, .address, .choice, .integer, .bytes, .seconds: false
        }
    }

    // Digits only: no sign, no spaces, nothing that Int(_:) lets through.
    static func number(_ text: String) -> Int? {
        guard text.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) else {
            return nil
        }
        return Int(text)
    }
}
