import ArgumentParser
import Codecs

/// `NAME` or `NAME:PARAMETER=VALUE,…`: a metric of a benchmark.
struct MetricReference: ExpressibleByArgument, Equatable {
    let name: String
    let parameters: JSONObject

    init?(argument: String) {
        let halves = argument.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard !halves[0].isEmpty else { return nil }
        name = String(halves[0])
        var parameters = JSONObject()
        for pair in halves.dropFirst().first?.split(separator: ",") ?? [] {
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2, !sides[0].isEmpty else { return nil }
            // What is no JSON by itself is a text: most values are bare words.
            let value = try? JSONReader.read(Array(sides[1].utf8))
            parameters[String(sides[0])] = value ?? .string(String(sides[1]))
        }
        self.parameters = parameters
    }

    var json: JSON {
        var object = JSONObject()
        object[API.Benchmark.name] = .string(name)
        if !parameters.isEmpty { object[API.Benchmark.parameters] = .object(parameters) }
        return .object(object)
    }
}
