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
        var stillThereCount = 0
        for entry in survey.entries {
            let digest = known[entry.key]
            if digest != nil { stillThereCount += 1 }
            if digest == entry.digest {
                knownCount += 1
            } else {
                files += survey.files[entry.files]
            }
        }
        // What has gone from the folder can be told only by sending all that has not.
        if knownCount == 0 || (replacesAll && stillThereCount < known.count) {
            (knownCount, files) = (0, survey.files)
        }
    }
}
