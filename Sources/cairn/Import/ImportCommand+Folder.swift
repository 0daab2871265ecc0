import Codecs
import Glibc
import HTTP
import Posix

extension ImportCommand {
    /// Sends what the last import has not, where its version is still the branch's newest.
    func importFolder(_ session: Session) throws(Failure) -> JSON {
        guard key == nil else {
            throw .usage("--key is for .jsonl and .ndjson; files are named by their keys")
        }
        // Of millions of files the sizes alone take a while.
        Terminal.writeError("surveying \(Terminal.safe(source))\n")
        let startedAt = Int64(Clock.wallNanoseconds)
        let survey = try FolderSurvey(root: source)
        let memory = memory(session)
        let (last, head) = try full ? (nil, nil) : known(by: memory, session)
        var part = FolderImport(survey, since: last, replacesAll: replace)
        var answer: JSON
        do throws(Failure) {
            answer = try send(part, after: head, to: session)
        } catch {
            // Somebody else has committed meanwhile: what the head has is not known any more.
            guard case .refused(let problem) = error,
                problem.status == Status.preconditionFailed.rawValue,
                part.knownCount > 0
            else { throw error }
            part = FolderImport(survey, replacesAll: replace)
            answer = try send(part, after: nil, to: session)
        }
        // Otherwise all is as it is remembered.
        let isNews = last == nil || !part.files.isEmpty
        if isNews, let memory, let version = answer[API.Commit.version]?[API.Version.digest]?.string
        {
            LastImport(of: survey, startedAt: startedAt, version: version).keep(at: memory)
        }
        return answer
    }

    /// What the last import has sent and the branch's newest version, where that is its.
    private func known(
        by memory: String?, _ session: Session
    ) throws(Failure) -> (LastImport?, head: PinnedVersion?) {
        guard let last = memory.flatMap({ LastImport(at: $0) }),
            let head = try head(session), last.version == head.digest,
            expect == nil || expect == head.number.integer
        else { return (nil, nil) }
        return (last, head)
    }

    /// Sends what there is to send of a folder; the answer is about all of it.
    private func send(
        _ part: FolderImport, after head: PinnedVersion?, to session: Session
    ) throws(Failure) -> JSON {
        let stream = FolderStream(part.survey, files: part.files[...])
        guard part.knownCount > 0, let head else {
            return try send(stream, to: session, replacesAll: replace, after: expect)
        }
        if part.files.isEmpty {
            return CommitReport.nothingNew(
                version: try session.get(API.version(head.reference)), count: part.knownCount)
        }
        let answer = try send(
            stream, to: session, replacesAll: false, after: head.number.integer)
        return CommitReport.adding(unchanged: part.knownCount, to: answer)
    }

    /// The branch's newest version; nil when there is none.
    private func head(_ session: Session) throws(Failure) -> PinnedVersion? {
        var reference = dataset
        reference.version = branch ?? DatasetReference.latest
        do throws(Failure) {
            return try session.pinned(reference)
        } catch {
            guard case .refused(let problem) = error, problem.status == Status.notFound.rawValue
            else { throw error }
            return nil
        }
    }

    /// Where this import is remembered; nil for nowhere.
    private func memory(_ session: Session) -> String? {
        guard let path = realpath(source, nil) else { return nil }
        defer { free(path) }
        let identity = LastImport.Identity(
            folder: String(cString: path), server: session.address, dataset: dataset.path,
            branch: branch ?? "main", split: splitName, replacesAll: replace)
        return identity.path { name in getenv(name).map { String(cString: $0) } }
    }
}
