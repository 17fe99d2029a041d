import JSONFormat

/// Hands the values of arguments, already checked, to the synthesized `init(from:)` of a ``ToolInput``.
struct InputDecoder: Decoder {
    /// The index of each value by the name of its property.
    let places: [String: Int]
    /// The values, each an ``Argument`` of its property's type.
    let values: [(any Sendable)?]

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(Members(decoder: self))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw Self.notSynthesized
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        throw Self.notSynthesized
    }

    static let notSynthesized = ToolDeclarationError("a ToolInput must leave its init(from:) to the compiler")
}

extension InputDecoder {
    fileprivate struct Members<Key: CodingKey>: KeyedDecodingContainerProtocol {
        let decoder: InputDecoder

        var codingPath: [any CodingKey] { [] }
        var allKeys: [Key] { decoder.places.keys.compactMap(Key.init(stringValue:)) }

        func contains(_ key: Key) -> Bool { decoder.places[key.stringValue] != nil }
        func decodeNil(forKey key: Key) -> Bool { !contains(key) }

        func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
            guard let place = decoder.places[key.stringValue], let argument = decoder.values[place] as? T else {
                throw ToolDeclarationError("\"\(key.stringValue)\" is no argument; leave CodingKeys to the compiler")
            }
            return argument
        }

        func nestedContainer<NestedKey: CodingKey>(
            keyedBy type: NestedKey.Type,
            forKey key: Key
        ) throws -> KeyedDecodingContainer<NestedKey> {
            throw InputDecoder.notSynthesized
        }

        func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
            throw InputDecoder.notSynthesized
        }

        func superDecoder() throws -> any Decoder { throw InputDecoder.notSynthesized }
        func superDecoder(forKey key: Key) throws -> any Decoder { throw InputDecoder.notSynthesized }
    }
}
