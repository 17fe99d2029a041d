import JSONFormat

extension JSON {
    /// What a list of tools says of a result: the names in its schema. Models read the list with every question, and the
    /// result itself when it is there; OpenAPI has the whole schema.
    var schemaOutline: JSON {
        guard case .object(let properties)? = self["properties"] else { return self }
        return [
            "type": "object",
            "properties": .object(JSONObject(uniqueKeysWithValues: properties.keys.map { ($0, [:]) })),
        ]
    }

    /// The schema of an object without some of its members, none of which it requires.
    func schema(without names: Set<String>) -> JSON {
        guard !names.isEmpty, case .object(var members) = self, case .object(let properties)? = members["properties"]
        else {
            return self
        }
        members["properties"] = .object(properties.filter { !names.contains($0.key) })
        return .object(members)
    }
}
