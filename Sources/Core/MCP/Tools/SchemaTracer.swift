import JSONFormat

/// A decoder without data: it records which properties a type asks for, and their types.
final class SchemaTracer: Decoder {
    /// The type that is traced, preceded by the types that contain it.
    let path: [any Decodable.Type]
    fileprivate var properties: [(name: String, schema: JSONObject)] = []
    fileprivate var optionals: Set<String> = []
    /// The schema of a type that asks for one bare value.
    fileprivate var bare: JSONObject?
    /// Whether the type asked for something that no synthesized `init(from:)` of a struct asks for.
    private(set) var isForeign = false

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    init(path: [any Decodable.Type]) {
        self.path = path
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(Members(tracer: self))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw refused()
    }

    func singleValueContainer() -> any SingleValueDecodingContainer {
        BareValue(tracer: self)
    }

    fileprivate func refused() -> ToolDeclarationError {
        isForeign = true
        return foreign
    }

    /// The error for a type that cannot be described.
    var foreign: ToolDeclarationError {
        guard let type = path.last else { return ToolDeclarationError("nothing is traced") }
        return OutputSchema.undescribed(
            type,
            Array(path.dropLast()),
            "its Codable is not the synthesized one of a struct"
        )
    }

    /// The recorded properties, as a schema.
    func schema(of type: any Decodable.Type) throws(ToolDeclarationError) -> JSONObject {
        if let bare { return bare }
        var descriptions = (type as? any ToolOutput.Type)?.propertyDescriptions ?? [:]
        var members = JSONObject()
        for (property, schema) in properties {
            var schema = schema
            if let text = descriptions.removeValue(forKey: property) { schema["description"] = .string(text) }
            members[WireName.snakeCase(property)] = .object(schema)
        }
        if let stray = descriptions.keys.sorted().first {
            throw ToolDeclarationError("\(type).propertyDescriptions names \"\(stray)\", which is not a property")
        }
        let required = properties.map(\.name).filter { !optionals.contains($0) }
        var schema: JSONObject = ["type": "object", "properties": .object(members)]
        if !required.isEmpty { schema["required"] = .array(required.map { .string(WireName.snakeCase($0)) }) }
        return schema
    }
}

extension SchemaTracer {
    fileprivate struct Members<Key: CodingKey>: KeyedDecodingContainerProtocol {
        let tracer: SchemaTracer

        var codingPath: [any CodingKey] { [] }
        /// Dictionaries ask for this.
        var allKeys: [Key] {
            _ = tracer.refused()
            return []
        }

        /// Only `decodeIfPresent` asks for this, that is, for an optional property.
        func contains(_ key: Key) -> Bool {
            tracer.optionals.insert(key.stringValue)
            return true
        }

        func decodeNil(forKey key: Key) -> Bool { false }

        func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
            let (schema, value) = try OutputSchema.described(type, within: tracer.path)
            tracer.properties.append((key.stringValue, schema))
            return value
        }

        func nestedContainer<NestedKey: CodingKey>(
            keyedBy type: NestedKey.Type,
            forKey key: Key
        ) throws -> KeyedDecodingContainer<NestedKey> {
            throw tracer.refused()
        }

        func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { throw tracer.refused() }
        func superDecoder() throws -> any Decoder { throw tracer.refused() }
        func superDecoder(forKey key: Key) throws -> any Decoder { throw tracer.refused() }
    }

    fileprivate struct BareValue: SingleValueDecodingContainer {
        let tracer: SchemaTracer

        var codingPath: [any CodingKey] { [] }

        /// An optional that is not a property asks this.
        func decodeNil() -> Bool {
            _ = tracer.refused()
            return true
        }

        func decode<T: Decodable>(_ type: T.Type) throws -> T {
            let (schema, value) = try OutputSchema.described(type, within: tracer.path)
            tracer.bare = schema
            return value
        }
    }
}
