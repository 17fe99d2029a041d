import FoundationEssentials
import JSONFormat

/// The JSON Schema of a result, read from its type: the synthesized `init(from:)` runs against a decoder that records
/// what it is asked for and answers with empty values.
enum OutputSchema {
    /// The schema of a tool's result, whose root is an object.
    static func of(_ type: any ToolOutput.Type) throws(ToolDeclarationError) -> JSONObject {
        let schema = try described(type, within: []).schema
        guard schema["type"] == "object" else {
            throw ToolDeclarationError("the output \(type) must be a struct with properties, not one bare value")
        }
        return schema
    }

    /// The schema of a type, and a value of it to go on with.
    ///
    /// Whether a type conforms to a protocol is checked last: the first such check of a type makes the runtime walk
    /// through every conformance of the process, which delays a server's first answer.
    ///
    /// - Parameter outer: The types that contain this one, from the outermost.
    static func described<Value: Decodable>(
        _ type: Value.Type,
        within outer: [any Decodable.Type]
    ) throws(ToolDeclarationError) -> (schema: JSONObject, value: Value) {
        if let (schema, value) = plain(type), let value = value as? Value { return (schema, value) }
        guard !outer.contains(where: { $0 == type }) else {
            throw undescribed(type, outer, "it contains itself")
        }
        let tracer = SchemaTracer(path: outer + [type])
        let refusal: any Error
        do {
            let value = try Value(from: tracer)
            if !tracer.isForeign { return (try tracer.schema(of: type), value) }
            refusal = tracer.foreign
        } catch {
            refusal = error
        }
        // A mistake in a nested type is reported unchanged.
        if !tracer.isForeign, let error = refusal as? ToolDeclarationError { throw error }
        if let (schema, value) = try composed(type, within: outer), let value = value as? Value {
            return (schema, value)
        }
        if let error = refusal as? ToolDeclarationError { throw error }
        throw undescribed(type, outer, "its init(from:) refuses an empty value (\(refusal))")
    }

    /// The types without parts.
    private static func plain<Value: Decodable>(_ type: Value.Type) -> (schema: JSONObject, value: Any)? {
        if type == String.self { return (["type": "string"], "") }
        if type == Bool.self { return (["type": "boolean"], false) }
        if type == Double.self { return (["type": "number"], 0.0) }
        if type == Float.self { return (["type": "number"], Float(0)) }
        if type == Date.self { return (["type": "string", "format": "date-time"], Date(timeIntervalSince1970: 0)) }
        if type == JSON.self { return ([:], JSON.null) }
        if type == JSONObject.self { return (["type": "object"], JSONObject()) }
        func zero<Number: FixedWidthInteger>(_ number: Number.Type) -> Any? { type == number ? Number.zero : nil }
        let integer: Any? =
            zero(Int.self) ?? zero(Int64.self) ?? zero(Int32.self) ?? zero(Int16.self) ?? zero(Int8.self)
            ?? zero(UInt.self) ?? zero(UInt64.self) ?? zero(UInt32.self) ?? zero(UInt16.self) ?? zero(UInt8.self)
        return integer.map { (["type": "integer"], $0) }
    }

    /// The types whose own `init(from:)` reveals nothing of their parts.
    private static func composed(
        _ type: any Decodable.Type,
        within outer: [any Decodable.Type]
    ) throws(ToolDeclarationError) -> (schema: JSONObject, value: Any)? {
        if let type = type as? any SchemaComposite.Type { return try type.schemaAndEmpty(within: outer) }
        if let type = type as? any (CaseIterable & RawRepresentable<String>).Type { return try cases(type) }
        return nil
    }

    private static func cases<Cases: CaseIterable & RawRepresentable<String>>(
        _ type: Cases.Type
    ) throws(ToolDeclarationError) -> (schema: JSONObject, value: Any) {
        guard let first = type.allCases.first else { throw ToolDeclarationError("the enum \(type) has no case") }
        return (["type": "string", "enum": .array(type.allCases.map { .string($0.rawValue) })], first)
    }

    static func undescribed(
        _ type: any Decodable.Type,
        _ outer: [any Decodable.Type],
        _ reason: String
    ) -> ToolDeclarationError {
        let place = outer.map { " in \($0)" }.reversed().joined()
        return ToolDeclarationError("the type \(type)\(place) cannot be described in an output schema: \(reason)")
    }
}

/// A container type, whose empty value says nothing about its elements.
private protocol SchemaComposite {
    static func schemaAndEmpty(
        within outer: [any Decodable.Type]
    ) throws(ToolDeclarationError) -> (schema: JSONObject, value: Any)
}

extension Array: SchemaComposite where Element: Decodable {
    static func schemaAndEmpty(
        within outer: [any Decodable.Type]
    ) throws(ToolDeclarationError) -> (schema: JSONObject, value: Any) {
        let items = try OutputSchema.described(Element.self, within: outer).schema
        return (["type": "array", "items": .object(items)], [Element]())
    }
}

extension Dictionary: SchemaComposite where Key == String, Value: Decodable {
    static func schemaAndEmpty(
        within outer: [any Decodable.Type]
    ) throws(ToolDeclarationError) -> (schema: JSONObject, value: Any) {
        let values = try OutputSchema.described(Value.self, within: outer).schema
        return (["type": "object", "additionalProperties": .object(values)], [String: Value]())
    }
}

extension Optional: SchemaComposite where Wrapped: Decodable {
    static func schemaAndEmpty(
        within outer: [any Decodable.Type]
    ) throws(ToolDeclarationError) -> (schema: JSONObject, value: Any) {
        // A property's own optional never comes here: it is asked for by decodeIfPresent.
        throw OutputSchema.undescribed(
            Self.self,
            outer,
            "only a property may be optional, since nil is left out and never written as null"
        )
    }
}
