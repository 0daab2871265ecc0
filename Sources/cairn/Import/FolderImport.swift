import Codecs
import Records

/// Decides what of a folder is sent: all of it, or what the last import has not sent, where its
/// version is still the branch's head.
struct FolderImport {
    let survey: FolderSurvey
    /// Samples that the version has already as they are.
    private(set) var knownCount = 0
    /// The files to send, samples whole.
    private(set) var files: [FolderMember] = []

    /// - Parameters:
    ///   - last: what the branch's head has of the folder; nil for nothing that is known.
    ///   - replacesAll: whether samples go from the branch that have gone from the folder.
    init(_ survey: FolderSurvey, since last: LastImport? = nil, replacesAll: Bool) {
        self.survey = survey
        let known = last?.samples ?? [:]
        let unchanged = survey.entries.count { known[$0.key] == $0.digest }
        // What has gone from the folder can be told only by sending all that has not.
        let stillThere = survey.entries.count { known[$0.key] != nil }
        if unchanged == 0 || (replacesAll && stillThere < known.count) {
            files = survey.files
            return
        }
        knownCount = unchanged
        for entry in survey.entries where known[entry.key] != entry.digest {
            files += survey.files[entry.files]
        }
    }
}
