import Codecs

/// What a commit did, for a person.
enum CommitReport {
    static func text(of answer: JSON, dataset: DatasetReference) -> String {
        let version = answer[API.Commit.version]
        let number = version?[API.Version.number]?.plain ?? "?"
        let digest = version?[API.Version.digest]?.plain ?? "?"
        let samples = count(version?[API.Version.samples])
        let name = Terminal.safe("\(dataset.path)@\(number)  \(digest)")
        let changes = [API.Commit.added, API.Commit.changed, API.Commit.removed]
        guard changes.contains(where: { answer[$0]?.integer ?? 0 != 0 }) else {
            return "nothing changed: still \(name)\n"
        }
        let bytes = answer[API.Commit.newBytes]?.integer ?? 0
        return """
            \(name)
            samples    \(samples): \(count(answer[API.Commit.added])) added, \
            \(count(answer[API.Commit.changed])) changed, \
            \(count(answer[API.Commit.removed])) removed, \
            \(count(answer[API.Commit.unchanged])) unchanged
            new blobs  \(count(answer[API.Commit.newBlobs])) \
            (\(Quantity.bytes(Int64(bytes))))

            """
    }

    /// What the server would answer to samples that are all there already.
    static func nothingNew(version: JSON, count: Int) -> JSON {
        [
            API.Commit.version: version, API.Commit.added: 0, API.Commit.changed: 0,
            API.Commit.removed: 0, API.Commit.unchanged: .number(count),
            API.Commit.newBlobs: 0, API.Commit.newBytes: 0,
        ]
    }

    /// The server's answer, and what it was not asked about because it has it.
    static func adding(unchanged count: Int, to answer: JSON) -> JSON {
        guard case .object(var object) = answer else { return answer }
        let told = object[API.Commit.unchanged]?.integer ?? 0
        object[API.Commit.unchanged] = .number(told + count)
        return .object(object)
    }

    private static func count(_ value: JSON?) -> String {
        Quantity.count(Int64(value?.integer ?? 0))
    }
}
