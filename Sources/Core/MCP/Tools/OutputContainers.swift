import JSONFormat

// The containers a synthesized encode(to:) writes into; they write straight to the encoder's JSON.

struct OutputMembers<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let encoder: OutputEncoder

    var codingPath: [any CodingKey] { encoder.codingPath }

    /// Members that are nil are left out: many schemas refuse null.
    func encodeNil(forKey key: Key) {}

    func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
        encoder.set(try encoder.json(value, key: key), member: WireName.snakeCase(key.stringValue))
    }

    func encode<T: Encodable & FixedWidthInteger>(_ value: T, forKey key: Key) throws {
        encoder.set(try encoder.json(integer: value, key: key), member: WireName.snakeCase(key.stringValue))
    }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type,
        forKey key: Key
    ) -> KeyedEncodingContainer<NestedKey> {
        superEncoder(named: key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        superEncoder(named: key).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { superEncoder(named: AnyCodingKey(stringValue: "super")) }
    func superEncoder(forKey key: Key) -> any Encoder { superEncoder(named: key) }

    private func superEncoder(named key: any CodingKey) -> OutputEncoder {
        encoder.nested(member: WireName.snakeCase(key.stringValue), key: key)
    }
}

struct OutputElements: UnkeyedEncodingContainer {
    let encoder: OutputEncoder

    var codingPath: [any CodingKey] { encoder.codingPath }
    var count: Int { encoder.count }

    func encodeNil() { encoder.append(.null) }

    func encode<T: Encodable>(_ value: T) throws {
        encoder.append(try encoder.json(value, key: AnyCodingKey(index: count)))
    }

    func encode<T: Encodable & FixedWidthInteger>(_ value: T) throws {
        encoder.append(try encoder.json(integer: value, key: AnyCodingKey(index: count)))
    }

    func nestedContainer<NestedKey: CodingKey>(keyedBy type: NestedKey.Type) -> KeyedEncodingContainer<NestedKey> {
        encoder.nestedElement(key: AnyCodingKey(index: count)).container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        encoder.nestedElement(key: AnyCodingKey(index: count)).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { encoder.nestedElement(key: AnyCodingKey(index: count)) }
}

struct OutputBareValue: SingleValueEncodingContainer {
    let encoder: OutputEncoder

    var codingPath: [any CodingKey] { encoder.codingPath }

    func encodeNil() { encoder.set(.null) }
    func encode<T: Encodable>(_ value: T) throws { encoder.set(try encoder.json(value, key: nil)) }

    func encode<T: Encodable & FixedWidthInteger>(_ value: T) throws {
        encoder.set(try encoder.json(integer: value, key: nil))
    }
}

/// A dictionary, whose keys are data and keep their spelling.
protocol StringKeyed {
    func members(by encoder: OutputEncoder) throws -> JSONObject
}

extension Dictionary: StringKeyed where Key == String, Value: Encodable {
    /// The members in the order of their keys, so that the same result is written the same way.
    func members(by encoder: OutputEncoder) throws -> JSONObject {
        var members = JSONObject(minimumCapacity: count)
        for (key, value) in sorted(by: { $0.key < $1.key }) {
            members[key] = try encoder.json(value, key: AnyCodingKey(stringValue: key))
        }
        return members
    }
}
