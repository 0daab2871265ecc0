package import Codecs
import HTTP
import Records

/// The API's description in OpenAPI 3.1, made from the endpoints' declarations.
package enum OpenAPI {
    /// The document.
    package static let json = document(of: Endpoints.all)

    static let bytes = json.bytes
    static let etag = ETag(Digest.of(bytes))

    private static func document(of endpoints: [Endpoint]) -> JSON {
        var schemas = JSONObject()
        for (name, shape) in Shapes.all { schemas[name] = shape.schema }
        return [
            "openapi": "3.1.0",
            "info": [
                "title": "Cairn", "version": "1",
                "description": "Datasets, labels and benchmark runs of a machine-learning team.",
            ],
            "paths": .object(paths(of: endpoints)),
            "components": [
                "schemas": .object(schemas),
                "headers": .object(rateHeaders),
                "responses": [
                    "Problem": [
                        "description": "A problem (RFC 9457).",
                        "content": .object(contents([.problem])),
                    ]
                ],
                "securitySchemes": ["token": ["type": "http", "scheme": "bearer"]],
            ],
        ]
    }

    private static func paths(of endpoints: [Endpoint]) -> JSONObject {
        var paths = JSONObject()
        for endpoint in endpoints {
            let path = endpoint.template.text
            var operations = paths[path]?.object ?? JSONObject()
            operations[name(of: endpoint.method)] = operation(endpoint)
            paths[path] = .object(operations)
        }
        return paths
    }

    /// OpenAPI 3.1 has no place for QUERY: the operation is described as the POST that it is as
    /// well, so that every generator makes a client that works, and says that it is more.
    private static func name(of method: Method) -> String {
        (method == .query ? .post : method).rawValue.lowercased()
    }

    private static func operation(_ endpoint: Endpoint) -> JSON {
        var operation: JSONObject = [
            "operationId": .string(endpoint.name),
            "summary": .string(endpoint.summary),
            "parameters": .array(parameters(of: endpoint)),
            "responses": .object(responses(of: endpoint)),
        ]
        if let body = endpoint.body {
            operation["requestBody"] = [
                "required": true, "content": .object(contents(body.contents)),
            ]
        }
        if endpoint.method == .query {
            operation["x-query"] = true
            operation["description"] = "Also as QUERY (RFC 10008): safe, so it may be repeated."
        }
        if let scope = endpoint.scope {
            operation["security"] = [["token": []]]
            operation["x-scope"] = .string(scope.rawValue)
        }
        return .object(operation)
    }

    private static func parameters(of endpoint: Endpoint) -> [JSON] {
        let inPath: [JSON] = endpoint.template.names.map { name in
            ["name": .string(name), "in": "path", "required": true, "schema": ["type": "string"]]
        }
        let others: [JSON] = endpoint.parameters.map { parameter in
            [
                "name": .string(parameter.name), "in": .string(parameter.place.rawValue),
                "required": .bool(parameter.isRequired),
                "description": .string(parameter.meaning), "schema": parameter.shape.schema,
            ]
        }
        return inPath + others
    }

    private static func responses(of endpoint: Endpoint) -> JSONObject {
        var responses = JSONObject()
        for answer in endpoint.answers {
            var response: JSONObject = ["description": .string(answer.meaning)]
            if !answer.contents.isEmpty {
                response["content"] = .object(contents(answer.contents))
            }
            if endpoint.isCounted { response["headers"] = .object(rateReferences) }
            responses[String(answer.status.rawValue)] = .object(response)
        }
        for status in endpoint.problemStatuses { responses[String(status.rawValue)] = problem }
        responses["default"] = problem
        return responses
    }

    private static let problem: JSON = ["$ref": "#/components/responses/Problem"]

    private static func contents(_ contents: [Endpoint.Content]) -> JSONObject {
        var object = JSONObject()
        for content in contents {
            object[content.mediaType.essence] = ["schema": content.shape.schema]
        }
        return object
    }

    /// What counted answers say where the operator has set a rate.
    private static let rateHeaders: JSONObject = [
        "RateLimit-Policy": [
            "description": "So many requests at once (q), and as many again in seconds (w).",
            "schema": ["type": "string"], "example": .string("\"default\";q=200;w=20"),
        ],
        "RateLimit": [
            "description": .string(
                "Requests that are left (r), and seconds until all are there again (t); without "
                    + "one left, until the next."),
            "schema": ["type": "string"], "example": .string("\"default\";r=199;t=1"),
        ],
    ]

    private static let rateReferences = rateHeaders.names.reduce(into: JSONObject()) { list, name in
        list[name] = ["$ref": .string("#/components/headers/\(name)")]
    }
}
