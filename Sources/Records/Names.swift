import Codecs

/// Text that a rule has admitted as a name.
///
/// The rule stands in each type; equal names are equal bytes, and names sort by their bytes.
package protocol Name: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// What the name must look like, as a clause: "1 to 64 of a-z, 0-9 …".
    static var rule: String { get }
    static func admits(_ text: String) -> Bool
    var text: String { get }
    init(unchecked text: String)
}

extension Name {
    /// - Throws: ``NameError`` when the rule does not admit `text`.
    package init(_ text: String) throws(NameError) {
        guard Self.admits(text) else { throw NameError(text: text, rule: Self.rule) }
        self.init(unchecked: text)
    }

    package var description: String { text }

    // Not the equality of strings: these are equal when only their normal form is, and a key in
    // another normal form is another key.
    package static func == (left: Self, right: Self) -> Bool {
        left.text.hasBytes(of: right.text)
    }

    package func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }

    package static func < (left: Self, right: Self) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
}

/// A text is no name of the wanted kind.
package struct NameError: Error, Equatable {
    package let text: String
    package let rule: String

    package init(text: String, rule: String) {
        self.text = text
        self.rule = rule
    }
}

/// What a dataset, labelset, benchmark, split or model may be called: safe in a URL and in a shell.
package protocol SlugName: Name {}

extension SlugName {
    package static var rule: String {
        "1 to 128 of A-Z, a-z, 0-9, '.', '_' and '-', beginning with a letter or digit"
    }

    package static func admits(_ text: String) -> Bool {
        guard (1...128).contains(text.utf8.count), let first = text.utf8.first else { return false }
        return SlugByte.isAlphanumeric(first) && text.utf8.allSatisfy(SlugByte.isAllowed)
    }
}

/// The bytes of names that are safe in a URL and in a shell.
private enum SlugByte {
    static func isAllowed(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || "._-".utf8.contains(byte)
    }

    static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}

/// Who owns a dataset: a team or a person.
package struct NamespaceName: SlugName {
    package let text: String
    package init(unchecked text: String) { self.text = text }
}

package struct DatasetName: SlugName {
    package let text: String
    package init(unchecked text: String) { self.text = text }
}

package struct SplitName: SlugName {
    package let text: String
    package init(unchecked text: String) { self.text = text }
}

package struct LabelsetName: SlugName {
    package let text: String
    package init(unchecked text: String) { self.text = text }
}

package struct BenchmarkName: SlugName {
    package let text: String
    package init(unchecked text: String) { self.text = text }
}

/// What a training run calls itself when it asks for samples.
package struct TrainingName: SlugName {
    package let text: String
    package init(unchecked text: String) { self.text = text }
}

package struct ModelName: SlugName {
    package let text: String
    package init(unchecked text: String) { self.text = text }
}

/// A part's name: a file's ending without the first dot, `png`, `seg.png` or `_01.png`.
package struct PartName: Name {
    package static let rule =
        "1 to 128 of A-Z, a-z, 0-9, '.', '_' and '-', with at least one letter or digit"

    package let text: String
    package init(unchecked text: String) { self.text = text }

    package static func admits(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count) && text.utf8.allSatisfy(SlugByte.isAllowed)
            && text.utf8.contains(where: SlugByte.isAlphanumeric)
    }
}

/// A sample's key: a relative path, so that it can stand in a tar.
package struct SampleKey: Name {
    package static let rule =
        "1 to 512 bytes, segments separated by '/', none of them empty, '.' or '..', no dot in "
        + "the last one, without control characters and backslashes"

    package let text: String
    package init(unchecked text: String) { self.text = text }

    package static func admits(_ text: String) -> Bool {
        // Bytes of the segment so far, and those of them that are dots: keys are read by millions.
        var (count, dotCount) = (0, 0)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "/"):
                // Neither empty nor '.' nor '..'.
                guard count > 0, dotCount < count || count > 2 else { return false }
                (count, dotCount) = (0, 0)
                continue
            case UInt8(ascii: "."): dotCount += 1
            case UInt8(ascii: "\\"), 0x7F, ..<0x20: return false
            default: break
            }
            count += 1
        }
        // WebDataset's key ends at the first dot of the file name.
        return count > 0 && dotCount == 0 && text.utf8.count <= 512
    }
}
