/// What all loops of a server share; never changes, but another may take its place.
final class ServiceContext: Sendable {
    let router: Router
    let workers: WorkerPool
    let limits: HTTPLimits
    let observer: any ServerObserver
    /// Asked once: it does not change.
    let wantsPaths: Bool
    let problems: @Sendable (any Error) -> Problem

    init(
        router: Router, workers: WorkerPool, limits: HTTPLimits, observer: any ServerObserver,
        problems: @escaping @Sendable (any Error) -> Problem
    ) {
        self.router = router
        self.workers = workers
        self.limits = limits
        self.observer = observer
        wantsPaths = observer.wantsPaths
        self.problems = problems
    }

    /// The problem for `error`, with the fields that its status demands.
    func response(to error: any Error, requestID: RequestID) -> Response {
        var problem = problems(error)
        let needed = demandedField(error, problem.status)
        if let needed, !problem.fields.contains(where: { $0.isNamed(needed.name) }) {
            problem.fields.append(needed)
        }
        return problem.response(requestID: requestID)
    }

    // RFC 9110 §15.5.6, §15.5.17, §15.6.4.
    private func demandedField(_ error: any Error, _ status: Status) -> Field? {
        if case RequestError.methodNotAllowed(let methods) = error {
            return Router.allowField(methods)
        }
        if case RequestError.rangeNotSatisfiable(let byteCount) = error {
            return Field("Content-Range", "bytes */\(byteCount)")
        }
        return status == .serviceUnavailable
            ? Field("Retry-After", String(limits.retryAfterSeconds)) : nil
    }
}
