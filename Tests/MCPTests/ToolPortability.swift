import MCP

@testable import JSONFormat

/// What in an input schema is known to have broken some client or model provider, each with its place.
func portabilityViolations(of schema: JSON) -> [String] {
    var violations: [String] = []
    if schema["type"] != "object" { violations.append("the root is not of type object") }
    if schema["properties"]?.objectValue == nil { violations.append("the root has no properties") }
    if schema["additionalProperties"] != false { violations.append("the root allows other members") }
    inspect(schema, at: "$", isRoot: true, &violations)
    return violations
}

private let foreignWords: Set<String> = [
    "$schema", "$ref", "$defs", "$id", "$anchor", "definitions", "oneOf", "anyOf", "allOf", "not", "if", "then", "else",
    "const", "prefixItems", "patternProperties", "propertyNames", "dependentSchemas", "format", "pattern", "nullable",
    "exclusiveMinimum", "exclusiveMaximum",
]

private func inspect(_ schema: JSON, at place: String, isRoot: Bool = false, _ violations: inout [String]) {
    guard case .object(let members) = schema else {
        violations.append("\(place) is no object")
        return
    }
    for word in members.keys where foreignWords.contains(word) { violations.append("\(place) has \(word)") }
    guard let type = schema["type"]?.stringValue else {
        violations.append("\(place) has not exactly one type")
        return
    }
    if let more = members["additionalProperties"], more != false { violations.append("\(place) allows \(more)") }
    if let names = members["enum"] {
        if case .array(let names) = names, type == "string", names.allSatisfy({ $0.stringValue != nil }) {
        } else {
            violations.append("\(place) is an enum of something else than strings")
        }
    }
    if type == "array" {
        if let items = members["items"] {
            inspect(items, at: "\(place)[]", &violations)
        } else {
            violations.append("\(place) is an array without items")
        }
    }
    let properties = members["properties"]?.objectValue ?? [:]
    for (name, property) in properties {
        let allowed = "abcdefghijklmnopqrstuvwxyz0123456789_"
        if name == "properties" || name.isEmpty || name.count > 64 || !name.allSatisfy(allowed.contains) {
            violations.append("\(place) has a property named \(name)")
        }
        if property["description"]?.stringValue?.isEmpty != false {
            violations.append("\(place).\(name) has no description")
        }
        inspect(property, at: "\(place).\(name)", &violations)
    }
    if case .array(let required)? = members["required"] {
        if required.isEmpty { violations.append("\(place) has an empty list of required members") }
        for case .string(let name) in required where properties[name] == nil {
            violations.append("\(place) requires \(name), which is no property")
        }
    }
}
