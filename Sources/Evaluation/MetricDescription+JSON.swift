package import Codecs

extension MetricDescription {
    package var json: JSON {
        [
            "name": .string(name),
            "version": .number(version),
            "definition": .string(definition),
            "source": .string(source),
            "agrees_with": [
                "implementation": .string(agreesWith.implementation),
                "tolerance": .number(agreesWith.tolerance),
            ],
            "higher_is_better": higherIsBetter.map { .bool($0) } ?? .null,
            "judges": .string(judges.rawValue),
            "parameters": .array(
                parameters.map { parameter in
                    [
                        "name": .string(parameter.name), "rule": .string(parameter.rule),
                        "standard": parameter.standard,
                    ]
                }),
        ]
    }
}
