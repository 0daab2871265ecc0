import Codecs

/// What a sample without a prediction does to a value.
package enum MissingPolicy: String, Sendable, CaseIterable {
    /// It counts as a wrong prediction, so that leaving hard samples out gains nothing.
    case wrong
    /// It has no part in the value; the accounting still lists it.
    case ignored

    /// The parameter that metrics with a choice have in common.
    static let parameter = MetricDescription.Parameter(
        name: "missing", rule: rule, standard: .string(MissingPolicy.wrong.rawValue))

    private static let rule = "'wrong' or 'ignored'"

    /// The policy that `fields` name; ``wrong`` when they name none.
    init(from fields: inout JSONFields) throws(JSONError) {
        guard let text = try fields.optionalString(MissingPolicy.parameter.name) else {
            self = .wrong
            return
        }
        guard let policy = MissingPolicy(rawValue: text) else {
            throw .notAllowed(
                pointer: fields.place(of: MissingPolicy.parameter.name), rule: MissingPolicy.rule)
        }
        self = policy
    }

    /// The policy of a metric that has no other parameter.
    init(parameters: JSONObject) throws(MetricError) {
        self = try MetricError.reading(parameters) { fields throws(JSONError) in
            try MissingPolicy(from: &fields)
        }
    }

    /// The only policy of metrics to which a sample without a prediction can add nothing.
    static let none = MissingPolicy.ignored

    var setting: MetricSetting {
        MetricSetting(name: MissingPolicy.parameter.name, value: rawValue)
    }
}

extension MetricError {
    /// Reads parameters, and refuses those that `read` did not ask for.
    static func reading<Value>(
        _ parameters: JSONObject, _ read: (inout JSONFields) throws(JSONError) -> Value
    ) throws(MetricError) -> Value {
        do throws(JSONError) {
            var fields = try JSONFields(.object(parameters))
            let value = try read(&fields)
            try fields.finish()
            return value
        } catch {
            throw .parameters(error)
        }
    }
}
