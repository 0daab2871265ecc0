/// Why a story cannot go on.
enum StoryError: Error {
    /// A program did not end or speak in time.
    case tooLate(program: String)
    case notStarted(program: String, code: Int32)
    case unexpected(String)
}
