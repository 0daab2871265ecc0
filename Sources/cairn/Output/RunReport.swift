import Codecs

/// A run and its metrics, for a person.
enum RunReport {
    static func text(of run: JSON) -> String {
        let metrics = run[API.Run.metrics]?.array ?? []
        return Details.text(run, omitting: [API.Run.metrics]) + "\n" + Tables.metrics.text(metrics)
    }
}
