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

    /// What a list of tools says of arguments: their schema without some of its members, there and in objects within it,
    /// none of which are required; and without what says nothing to a model: that a text or a list is not empty, or is
    /// where it is left out, and how large a number an `Int32` can be.
    ///
    /// - Parameter names: Those of the members; `items.key` for one of the objects of one argument alone.
    func listed(without names: Set<String> = []) -> JSON {
        guard case .object(let members) = self else { return self }
        var listed = members.filter { !Self.understood.contains([$0.key: $0.value]) }
        listed["items"] = members["items"]?.listed(without: names)
        if case .object(let properties)? = members["properties"] {
            let kept = properties.filter { !names.contains($0.key) }
            listed["properties"] = .object(
                JSONObject(
                    uniqueKeysWithValues: kept.map { name, value in
                        let inner = names.filter { $0.hasPrefix("\(name).") }.map { $0.dropFirst(name.count + 1) }
                        return (name, value.listed(without: Set(inner.map(String.init)).union(names)))
                    }
                )
            )
        }
        return .object(listed)
    }

    private static let understood: Set<JSONObject> = [
        ["minimum": .int(Int64(Int32.min))], ["maximum": .int(Int64(Int32.max))], ["minLength": 1], ["minItems": 1],
        ["default": []], ["default": 0], ["default": false],
    ]
}
