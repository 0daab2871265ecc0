import Codecs
import Evaluation
import Testing

struct MetricsTests {
    @Test func `names are unique and in order`() {
        let names = Metrics.all.map { $0.name }
        #expect(names == Set(names).sorted())
    }

    @Test(arguments: Metrics.all.map { $0.name })
    func `a metric describes itself`(name: String) throws {
        let type = try #require(Metrics.all.first { $0.name == name })
        let json = type.description.json
        #expect(json["name"]?.string == name)
        #expect(json["version"]?.integer == type.description.version)
        for member in ["definition", "source"] {
            #expect(json[member]?.string?.isEmpty == false, "\(member)")
        }
        #expect(json["definition"]?.string?.hasSuffix(".") == true)
        #expect(json["agrees_with"]?["tolerance"]?.double == type.description.agreesWith.tolerance)
        #expect(json["higher_is_better"]?.bool == type.description.higherIsBetter)
        #expect(json["parameters"]?.array?.count == type.description.parameters.count)
    }

    @Test func `an unknown name lists the known ones`() {
        #expect(throws: MetricError.unknown(name: "f2", known: Metrics.all.map { $0.name })) {
            try metric("f2")
        }
    }

    @Test(arguments: [
        ("accuracy", "accuracy.v1|missing:wrong"),
        ("confusion_matrix", "confusion_matrix.v1|missing:ignored"),
        ("exact_final_number", "exact_final_number.v1|missing:wrong"),
        ("expected_calibration_error", "expected_calibration_error.v1|bins:15|missing:ignored"),
        ("macro_f1", "macro_f1.v1|missing:wrong"),
    ])
    func `a signature pins what changes the value`(name: String, signature: String) throws {
        #expect(try metric(name).signature == signature)
    }

    @Test func `a parameter changes the signature`() throws {
        let metric = try metric("accuracy", ["missing": "ignored"])
        #expect(metric.signature == "accuracy.v1|missing:ignored")
    }

    @Test(arguments: Metrics.all.map { $0.name })
    func `an unknown parameter is refused`(name: String) throws {
        #expect(throws: MetricError.self) {
            try metric(name, ["mising": "wrong"])
        }
    }

    @Test func `a parameter out of its range is refused`() throws {
        let expected = MetricError.parameters(
            .notAllowed(pointer: "/missing", rule: "'wrong' or 'ignored'"))
        #expect(throws: expected) {
            try metric("accuracy", ["missing": "skip"])
        }
    }

    @Test(arguments: Metrics.all.map { $0.name })
    func `the parameters described are those accepted`(name: String) throws {
        let type = try #require(Metrics.all.first { $0.name == name })
        var parameters = JSONObject()
        for parameter in type.description.parameters {
            parameters[parameter.name] = parameter.standard
        }
        #expect(try metric(name, .object(parameters)).signature == metric(name).signature)
    }

    @Test(arguments: Metrics.all.map { $0.name })
    func `no samples have no value`(name: String) throws {
        let score = try evaluate([], [], by: metric(name)).score
        #expect(score.value == nil)
        #expect(score.interval == nil)
        #expect(score.n == 0)
        #expect(score.accounting.samples == 0)
    }
}
