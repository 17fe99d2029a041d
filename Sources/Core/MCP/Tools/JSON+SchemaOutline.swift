import JSONFormat

extension JSON {
    /// What a list of tools says of a result: the names in its schema. Models read the list with every question, and the
    /// result itself when it is there; OpenAPI has the whole schema.
    var schemaOutline: JSON {
        guard case .object(let properties)? = self["properties"] else { return self }
        return ["type": "object", "properties": .object(JSONObject(uniqueKeysWithValues: properties.keys.map { ($0, [:]) }))]
    }
}
