import Codecs
import HTTP
import Service
import Testing

/// The API's description of itself, as a client gets it.
struct OpenAPITests {
    @Test func `the description lists exactly the endpoints`() throws {
        let document = try TestDaemon().get("/openapi.json").json
        var described: Set<String> = []
        for path in document["paths"]?.object?.members ?? [] {
            for operation in path.value.object?.members ?? [] {
                let name = operation.value["operationId"]?.string ?? ""
                #expect(described.insert("\(operation.name) \(path.name) \(name)").inserted)
            }
        }
        let declared = Endpoints.all.map { endpoint in
            "\(endpoint.method.rawValue.lowercased()) \(endpoint.template.text) \(endpoint.name)"
        }
        #expect(described == Set(declared))
        #expect(Set(Endpoints.all.map(\.name)).count == Endpoints.all.count)
    }

    @Test func `every reference leads somewhere`() throws {
        let document = try TestDaemon().get("/openapi.json").json
        let references = OpenAPITests.references(in: document)
        #expect(references.count > 50)
        for reference in references {
            var place: JSON? = document
            for step in reference.split(separator: "/").dropFirst() { place = place?[String(step)] }
            #expect(place != nil, "\(reference)")
        }
    }

    @Test func `every parameter of a path is described`() throws {
        let document = try TestDaemon().get("/openapi.json").json
        for endpoint in Endpoints.all {
            let operation = document["paths"]?[endpoint.template.text]?[
                endpoint.method.rawValue.lowercased()]
            let parameters = operation?["parameters"]?.array ?? []
            let inPath = parameters.filter { $0["in"]?.string == "path" }
            #expect(inPath.compactMap { $0["name"]?.string } == endpoint.template.names)
        }
    }

    @Test func `the description is not sent again to who has it`() throws {
        let daemon = try TestDaemon()
        let etag = try #require(try daemon.get("/openapi.json").field("ETag"))
        let again = try daemon.get("/openapi.json", fields: [Field("If-None-Match", etag)])
        #expect(again.status == 304)
        #expect(again.bytes.isEmpty)
    }

    private static func references(in json: JSON) -> [String] {
        switch json {
        case .object(let object):
            object.members.flatMap { member in
                member.name == "$ref"
                    ? [member.value.string ?? ""] : references(in: member.value)
            }
        case .array(let elements): elements.flatMap(references)
        case .null, .bool, .number, .string: []
        }
    }
}
