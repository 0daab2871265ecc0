import Codecs
package import HTTP

/// Every kind of problem that a client may meet: the list is the API's promise.
///
/// The raw value is the last part of the type, `urn:cairn:problem:NAME`: never renamed.
package enum ProblemKind: String, Sendable, CaseIterable {
    case malformedRequest = "malformed-request"
    case malformedJSON = "malformed-json"
    case invalidParameter = "invalid-parameter"
    case invalidMember = "invalid-member"
    case invalidLines = "invalid-lines"
    case invalidArchive = "invalid-archive"
    case unsupportedMediaType = "unsupported-media-type"
    case contentTooLarge = "content-too-large"
    case fieldsTooLarge = "fields-too-large"
    case requestTimeout = "request-timeout"
    case expectationFailed = "expectation-failed"
    case methodUnknown = "method-unknown"
    case versionUnsupported = "version-unsupported"

    case tokenRequired = "token-required"
    case tokenRefused = "token-refused"
    case scopeInsufficient = "scope-insufficient"
    case tooManyRequests = "too-many-requests"

    case routeMissing = "route-missing"
    case methodNotAllowed = "method-not-allowed"
    case resourceMissing = "resource-missing"
    case alreadyExists = "already-exists"
    case collectionRunning = "collection-running"
    case lastAdmin = "last-admin"
    case commitEmpty = "commit-empty"
    case datasetInUse = "dataset-in-use"
    case mergeConflict = "merge-conflict"
    case mainBranch = "main-branch"
    case commitOvertaken = "commit-overtaken"
    case digestMismatch = "digest-mismatch"
    case revisionRequired = "revision-required"
    case revisionConflict = "revision-conflict"
    case preconditionFailed = "precondition-failed"
    case rangeNotSatisfiable = "range-not-satisfiable"
    case momentAhead = "moment-ahead"
    case momentEmpty = "moment-empty"
    case runAmbiguous = "run-ambiguous"
    case runsIncomparable = "runs-incomparable"

    case overloaded = "overloaded"
    case quotaExceeded = "quota-exceeded"
    case storageFull = "storage-full"
    case storageFailed = "storage-failed"
    case storageCorrupt = "storage-corrupt"
    case internalError = "internal-error"

    package var status: Status {
        switch self {
        case .malformedRequest, .malformedJSON, .invalidParameter: .badRequest
        case .invalidMember, .invalidLines, .invalidArchive, .commitEmpty, .digestMismatch,
            .momentAhead, .momentEmpty, .runsIncomparable:
            .unprocessable
        case .unsupportedMediaType: .unsupportedMediaType
        case .contentTooLarge: .contentTooLarge
        case .fieldsTooLarge: .fieldsTooLarge
        case .requestTimeout: .requestTimeout
        case .expectationFailed: .expectationFailed
        case .methodUnknown: .notImplemented
        case .versionUnsupported: .versionNotSupported
        case .tokenRequired, .tokenRefused: .unauthorized
        case .scopeInsufficient: .forbidden
        case .tooManyRequests: .tooManyRequests
        case .routeMissing, .resourceMissing: .notFound
        case .methodNotAllowed: .methodNotAllowed
        case .alreadyExists, .collectionRunning, .datasetInUse, .lastAdmin, .mainBranch,
            .mergeConflict,
            .commitOvertaken, .runAmbiguous:
            .conflict
        case .revisionRequired: .preconditionRequired
        case .revisionConflict, .preconditionFailed: .preconditionFailed
        case .rangeNotSatisfiable: .rangeNotSatisfiable
        case .overloaded: .serviceUnavailable
        case .quotaExceeded, .storageFull: .insufficientStorage
        case .storageFailed, .storageCorrupt, .internalError: .internalError
        }
    }

    /// One sentence that says what the kind is, without this request's particulars.
    package var title: String {
        switch self {
        case .malformedRequest: "The request breaks the rules of HTTP/1.1."
        case .malformedJSON: "The body is not the JSON that is wanted."
        case .invalidParameter: "A parameter of the URL or a header field breaks its rule."
        case .invalidMember: "A member of the body breaks its rule."
        case .invalidLines: "Some lines of the body are wrong, and nothing was stored."
        case .invalidArchive: "The archive can't be imported, and nothing of it is visible."
        case .unsupportedMediaType: "The body is of a kind that this route does not read."
        case .contentTooLarge: "The body or the commit is larger than allowed."
        case .fieldsTooLarge: "The request's target or header fields are larger than allowed."
        case .requestTimeout: "The request did not arrive in time."
        case .expectationFailed: "The expectation can't be met."
        case .methodUnknown: "The method is not one that this server knows."
        case .versionUnsupported: "The server speaks HTTP/1.1 and HTTP/1.0."
        case .tokenRequired: "The route needs a token."
        case .tokenRefused: "The token is not valid."
        case .scopeInsufficient: "The token may not do this."
        case .tooManyRequests: "The caller asks for more than one caller may."
        case .routeMissing: "There is no such route."
        case .methodNotAllowed: "The route does not have this method."
        case .resourceMissing: "There is no such resource."
        case .alreadyExists: "The name is taken."
        case .collectionRunning: "A collection runs already."
        case .lastAdmin: "Nobody would be admin any more."
        case .commitEmpty: "The commit holds no samples."
        case .datasetInUse: "Something else is made of the dataset."
        case .mergeConflict: "Both sides have changed the same samples."
        case .mainBranch: "A dataset always has its branch main."
        case .commitOvertaken: "Other commits were faster."
        case .digestMismatch: "The bytes are not those that were announced."
        case .revisionRequired: "The write must say which revision it replaces."
        case .revisionConflict: "Somebody else was faster: another revision stands."
        case .preconditionFailed: "The resource is not in the state that the request demands."
        case .rangeNotSatisfiable: "The range lies outside the resource."
        case .momentAhead: "The moment has not come yet."
        case .momentEmpty: "The labelset says nothing about these samples."
        case .runAmbiguous: "Several runs begin like this."
        case .runsIncomparable: "The numbers mean different things, so they can't be compared."
        case .overloaded: "The server has more work than it takes on."
        case .quotaExceeded: "The namespace may not have so many bytes."
        case .storageFull: "The server's disk is full."
        case .storageFailed: "The server's disk failed."
        case .storageCorrupt: "Stored bytes are not those that were written."
        case .internalError: "The server made a mistake."
        }
    }

    /// The problem of this kind with the particulars of one request.
    func problem(_ detail: String, members: JSONObject = JSONObject(), fields: [Field] = [])
        -> Problem
    {
        Problem(
            name: rawValue, status: status, title: title, detail: detail, members: members,
            fields: fields)
    }
}
