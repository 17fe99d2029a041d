import JSONFormat

extension JSON {
    /// What a list of tools says of a result: its members, and which of them are lists or objects. Models read the list
    /// with every question, and the result itself when it is there; OpenAPI has the whole schema.
    var schemaOutline: JSON {
        guard case .object(let properties)? = self["properties"] else { return self }
        let outlined = properties.map { name, schema -> (String, JSON) in
            let kept = (schema.objectValue ?? [:]).filter {
                $0.key == "type" && ["array", "object"].contains($0.value)
            }
            return (name, .object(kept))
        }
        return ["type": "object", "properties": .object(JSONObject(uniqueKeysWithValues: outlined))]
    }
}
