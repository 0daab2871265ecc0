package import Codecs

/// Samples as JSON:
///
///     {"key": "train/000001", "split": "train", "fields": {"cls": 3},
///      "parts": {"png": {"digest": "sha256:…", "bytes": 123}}}
///
/// `split` is absent for none; `fields` and `parts` may be absent for none when read.
extension Sample {
    package var json: JSON {
        var object = JSONObject()
        object["key"] = .string(key.text)
        if let split { object["split"] = .string(split.text) }
        object["fields"] = .object(fields)
        var members = JSONObject()
        for part in parts { members[part.name.text] = part.json }
        object["parts"] = .object(members)
        return .object(object)
    }

    /// - Throws: ``JSONError`` with the place of the first thing that is not allowed.
    package init(_ json: JSON, at pointer: String = "") throws(JSONError) {
        var members = try JSONFields(json, at: pointer)
        let key = try members.name("key", as: SampleKey.self)
        let split = try members.optionalName("split", as: SplitName.self)
        let fields = try members.optionalObject("fields") ?? JSONObject()
        let object = try members.optionalObject("parts") ?? JSONObject()
        try members.finish()
        var parts: [Part] = []
        for member in object.members {
            let place = members.place(of: "parts") + "/" + JSONPointer.escape(member.name)
            parts.append(try Part(name: member.name, member.value, at: place))
        }
        self.init(key: key, parts: parts, fields: fields, split: split)
    }
}

extension Part {
    /// Digest and size; the name is the member's.
    package var json: JSON {
        ["digest": .string(digest.description), "bytes": .number(byteCount)]
    }

    fileprivate init(name: String, _ json: JSON, at pointer: String) throws(JSONError) {
        guard let name = try? PartName(name) else {
            throw .notAllowed(pointer: pointer, rule: PartName.rule)
        }
        var members = try JSONFields(json, at: pointer)
        let byteCount = try members.integer("bytes", in: 0...Int.max)
        guard let digest = Digest(try members.string("digest")) else {
            throw .notAllowed(
                pointer: members.place(of: "digest"), rule: "sha256: and 64 of 0-9, a-f")
        }
        try members.finish()
        self.init(name: name, digest: digest, byteCount: Int64(byteCount))
    }
}

/// Changes as JSON: `{"put": {sample}}` or `{"remove": "key"}`.
extension SampleChange {
    package var json: JSON {
        switch self {
        case .put(let sample): ["put": sample.json]
        case .remove(let key): ["remove": .string(key.text)]
        }
    }

    /// - Throws: ``JSONError`` with the place of the first thing that is not allowed.
    package init(_ json: JSON, at pointer: String = "") throws(JSONError) {
        var members = try JSONFields(json, at: pointer)
        let sample = members.optionalValue("put")
        let key = try members.optionalName("remove", as: SampleKey.self)
        try members.finish()
        switch (sample, key) {
        case (let sample?, nil): self = .put(try Sample(sample, at: members.place(of: "put")))
        case (nil, let key?): self = .remove(key)
        case (nil, nil), (.some, .some):
            throw .notAllowed(pointer: pointer, rule: "exactly one of put and remove")
        }
    }
}

extension JSONFields {
    /// A member that must be a name of some kind; nil when absent.
    package mutating func optionalName<N: Name>(_ member: String, as kind: N.Type)
        throws(JSONError) -> N?
    {
        guard let text = try optionalString(member) else { return nil }
        guard let name = try? N(text) else {
            throw .notAllowed(pointer: place(of: member), rule: N.rule)
        }
        return name
    }

    /// A member that must be a name of some kind.
    package mutating func name<N: Name>(_ member: String, as kind: N.Type) throws(JSONError) -> N {
        guard let name = try optionalName(member, as: kind) else {
            throw .missing(pointer: place(of: member))
        }
        return name
    }
}
