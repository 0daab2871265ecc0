package import Codecs

extension Report {
    package var json: JSON {
        ["order": .string(order.description), "metrics": .array(scores.map(\.json))]
    }

    /// Reads what ``json`` wrote.
    package init(_ json: JSON) throws(JSONError) {
        var fields = try JSONFields(json)
        guard let order = Digest(try fields.string("order")) else {
            throw .notAllowed(pointer: fields.place(of: "order"), rule: "a SHA-256 digest")
        }
        self.order = order
        var scores: [Score] = []
        for (index, score) in try fields.array("metrics").enumerated() {
            scores.append(try Score(score, at: fields.place(of: "metrics") + "/\(index)"))
        }
        self.scores = scores
        try fields.finish()
    }
}

extension Score {
    package var json: JSON {
        [
            "name": .string(name),
            "value": .optional(value),
            "interval": interval?.json ?? .null,
            "signature": .string(signature),
            "n": .number(n),
            "accounting": accounting.json,
            "detail": detail ?? .null,
        ]
    }

    /// Reads what ``json`` wrote.
    package init(_ json: JSON, at pointer: String = "") throws(JSONError) {
        var fields = try JSONFields(json, at: pointer)
        name = try fields.string("name")
        value = try fields.optionalDouble("value", in: -Double.infinity...Double.infinity)
        if let interval = fields.optionalValue("interval") {
            self.interval = try Interval(interval, at: fields.place(of: "interval"))
        } else {
            interval = nil
        }
        signature = try fields.string("signature")
        n = try fields.integer("n", in: 0...Int.max)
        accounting = try Accounting(
            try fields.value("accounting"), at: fields.place(of: "accounting"))
        detail = fields.optionalValue("detail")
        try fields.finish()
    }
}

extension Interval {
    package var json: JSON {
        [
            "low": .number(low), "high": .number(high), "level": .number(Interval.level),
            "method": .string(method),
        ]
    }

    init(_ json: JSON, at pointer: String) throws(JSONError) {
        var fields = try JSONFields(json, at: pointer)
        let any = -Double.infinity...Double.infinity
        guard let low = try fields.optionalDouble("low", in: any) else {
            throw .missing(pointer: fields.place(of: "low"))
        }
        guard let high = try fields.optionalDouble("high", in: any) else {
            throw .missing(pointer: fields.place(of: "high"))
        }
        _ = try fields.optionalDouble("level", in: Interval.level...Interval.level)
        self.init(low: low, high: high, method: try fields.string("method"))
        try fields.finish()
    }
}

extension Accounting {
    package var json: JSON {
        [
            "samples": .number(samples), "scored": .number(scored), "missing": .number(missing),
            "invalid": .number(invalid), "ignored": .number(ignored),
        ]
    }

    init(_ json: JSON, at pointer: String) throws(JSONError) {
        var fields = try JSONFields(json, at: pointer)
        // Four counts of samples add up without overflow.
        let range = 0...Int(Int32.max)
        self.init(
            scored: try fields.integer("scored", in: range),
            missing: try fields.integer("missing", in: range),
            invalid: try fields.integer("invalid", in: range),
            ignored: try fields.integer("ignored", in: range))
        _ = try fields.integer("samples", in: samples...samples)
        try fields.finish()
    }
}
