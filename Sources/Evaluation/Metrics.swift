package import Codecs

/// The metrics there are.
package enum Metrics {
    /// In the order of their names. To add a metric, add its line.
    package static let all: [any Metric.Type] = [
        Accuracy.self,
        ConfusionMatrix.self,
        ExactFinalNumber.self,
        ExpectedCalibrationError.self,
        MacroF1.self,
    ]

    /// - Throws: ``MetricError``.
    package static func metric(named name: String, parameters: JSONObject = JSONObject())
        throws(MetricError) -> any Metric
    {
        guard let type = all.first(where: { $0.name == name }) else {
            throw .unknown(name: name, known: all.map { $0.name })
        }
        return try type.init(parameters: parameters)
    }
}
