import JSONFormat

extension JSON {
    /// What a list of tools says of a result: the members of its schema and their types. Models read the list with every
    /// question, and the result itself when it is there; OpenAPI has the whole schema.
    var schemaOutline: JSON {
        guard case .object(let properties)? = self["properties"] else { return self }
        let outlined = properties.map { name, schema -> (String, JSON) in
            let kept = (schema.objectValue ?? [:]).filter { $0.key == "type" || $0.key == "enum" }
            return (name, .object(kept))
        }
        return ["type": "object", "properties": .object(JSONObject(uniqueKeysWithValues: outlined))]
    }
}
