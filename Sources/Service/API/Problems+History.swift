import Catalog
import Codecs
import HTTP
import Manifests
import Records

extension Problems {
    /// What a rule about branches, tags and merges means to a client.
    static func problem(forHistory error: CatalogError) -> Problem {
        switch error {
        case .refExists(let ref):
            ProblemKind.alreadyExists.problem(
                "'\(ref.name)' is a \(ref.kind.rawValue) and stands for version "
                    + "\(ref.version.number). A tag never moves: choose another name, or delete it "
                    + "first.",
                members: ["current": ref.json])
        case .refUnconditional(let ref):
            ProblemKind.revisionRequired.problem(
                "The branch '\(ref.name)' stands for version \(ref.version.number). Send If-Match: "
                    + "\"\(ref.version.number)\" to move it.",
                members: ["current": ref.json])
        case .refMoved(let name, let expected, let current):
            moved(name, expected, current)
        case .refIsMain:
            ProblemKind.mainBranch.problem("Move it with PUT, or revert what it should not have.")
        case .mergeConflicts(let conflicts, let count):
            ProblemKind.mergeConflict.problem(
                "Samples in conflict: \(count); the first are in 'conflicts'. Commit what they "
                    + "shall be to one side, or send \"prefer\".",
                members: ["count": .number(count), "conflicts": .array(conflicts.map(json))])
        case .unrelated(let first, let second):
            ProblemKind.mergeConflict.problem(
                "Versions \(first) and \(second) have no common ancestor; commit the one onto the "
                    + "other.")
        case .nothingBefore(let number):
            ProblemKind.invalidMember.problem(
                "Version \(number) was made from no other. Commit what the dataset shall have.",
                members: ["pointer": "/version"])
        case .ledgerFull(let limit):
            ProblemKind.storageFull.problem(
                "The ledger has \(limit) entries and takes no more. Ask without 'training', or "
                    + "delete datasets that nobody trains with.")
        default: mistake
        }
    }

    /// What stands in the way of making or deleting a dataset.
    static func dataset(_ error: CatalogError) -> Problem {
        switch error {
        case .datasetExists(let path):
            ProblemKind.alreadyExists.problem("The dataset '\(path)' exists; commit to it.")
        case .datasetDeleted(let path):
            ProblemKind.alreadyExists.problem(
                "'\(path)' was deleted and still has the name. Bring it back with POST …/restore, "
                    + "choose another name, or wait for the end of its grace period.")
        case .datasetInUse(let path, let benchmark):
            ProblemKind.datasetInUse.problem(
                "The benchmark '\(benchmark)' is made of '\(path)', and its runs would mean "
                    + "nothing without it.")
        case .quotaExceeded(let usage, let added):
            ProblemKind.quotaExceeded.problem(
                "The namespace '\(usage.namespace)' has \(usage.usedByteCount) bytes of "
                    + "\(usage.limitByteCount ?? 0), and the commit adds \(added). No version was "
                    + "made. Delete a dataset, or let an admin raise the quota.",
                members: [
                    "usedBytes": .number(usage.usedByteCount),
                    "quotaBytes": .number(usage.limitByteCount ?? 0),
                    "addedBytes": .number(added),
                ])
        default: mistake
        }
    }

    private static func moved(_ name: RefName, _ expected: Int, _ current: Version?) -> Problem {
        let (known, now) = (
            expected == 0 ? "nothing" : "version \(expected)",
            current.map { "version \($0.number)" } ?? "nothing"
        )
        return ProblemKind.preconditionFailed.problem(
            "You know '\(name)' as \(known), and it stands for \(now). Look at what is new, then "
                + "send If-Match: \"\(current?.number ?? 0)\".",
            members: ["current": current?.json ?? .null])
    }

    private static func json(_ conflict: ThreeWayMerge.Conflict) -> JSON {
        [
            "key": .string(conflict.key.text), "base": conflict.base?.json ?? .null,
            "from": conflict.from?.json ?? .null, "into": conflict.into?.json ?? .null,
        ]
    }
}
