package import Codecs
package import Records

/// Puts the members of a WebDataset tar together to samples.
///
/// Feed it what the tar reader finds, with the digest of each member's content. Memory holds the
/// open sample, the content of `cls` or `json` up to its limit, and the keys so far. After an
/// error it is done with.
package struct SampleAssembler {
    /// Parts of one sample.
    package static let partLimit = 64
    /// Samples of one archive; its keys are kept to find those that occur twice.
    package static let standardSampleLimit = 1_000_000

    private struct OpenPart {
        let name: PartName
        let member: TarMember
        /// What is wanted of the content; nil for none of it.
        var content: [UInt8]?
    }

    private let splitRule: SplitRule
    private let sampleLimit: Int
    private var keys: Set<SampleKey> = []
    private var key: SampleKey?
    private var parts: [Part] = []
    private var fields = SampleFields()
    private var open: OpenPart?

    package init(splitRule: SplitRule, sampleLimit: Int = standardSampleLimit) {
        self.splitRule = splitRule
        self.sampleLimit = sampleLimit
    }

    /// Begins a member, and returns the sample before it when this one belongs to another.
    package mutating func beginMember(_ member: TarMember) throws(FormatError) -> Sample? {
        precondition(open == nil, "the last member has ended")
        let (key, part) = try WebDataset.names(in: member.path)
        let finished = key == self.key ? nil : endSample()
        if key != self.key {
            guard keys.insert(key).inserted else { throw .duplicateKey(path: member.path) }
            guard keys.count <= sampleLimit else { throw .tooManySamples(limit: sampleLimit) }
            self.key = key
        }
        guard !parts.contains(where: { $0.name == part }) else {
            throw .duplicatePart(path: member.path)
        }
        guard parts.count < SampleAssembler.partLimit else {
            throw .tooManyParts(path: member.path, limit: SampleAssembler.partLimit)
        }
        let isWanted = SampleFields.byteLimit(of: part).map { member.byteCount <= Int64($0) }
        open = OpenPart(name: part, member: member, content: isWanted == true ? [] : nil)
        return finished
    }

    /// Takes a piece of the member's content.
    package mutating func takeContent(_ bytes: [UInt8]) {
        precondition(open != nil, "content belongs to a member")
        open?.content?.append(contentsOf: bytes)
    }

    /// Ends a member whose whole content has this digest.
    package mutating func endMember(_ digest: Digest) throws(FormatError) {
        guard let part = open else { preconditionFailure("a member that ends has begun") }
        open = nil
        parts.append(
            Part(name: part.name, digest: digest, byteCount: part.member.byteCount))
        if SampleFields.byteLimit(of: part.name) != nil {
            try fields.take(part.content, of: part.name, at: part.member.path)
        }
    }

    /// The last sample, at the end of the archive; nil when the archive has none.
    package mutating func finish() -> Sample? {
        precondition(open == nil, "the last member has ended")
        return endSample()
    }

    private mutating func endSample() -> Sample? {
        guard let key else { return nil }
        defer {
            self.key = nil
            parts = []
            fields = SampleFields()
        }
        return Sample(
            key: key, parts: parts, fields: fields.fields, split: splitRule.split(of: key))
    }
}
