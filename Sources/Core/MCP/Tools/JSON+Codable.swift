public import JSONFormat

// Structs that hold JSON need this for a synthesized Codable. The encoder of tool results takes JSON unchanged; with
// other coders objects lose their order, since Codable has none.
extension JSON: Codable {
    /// Reads any JSON value.
    public init(from decoder: any Decoder) throws {
        if let members = try? decoder.container(keyedBy: AnyCodingKey.self) {
            self = .object(
                JSONObject(
                    uniqueKeysWithValues: try members.allKeys.map {
                        ($0.stringValue, try members.decode(JSON.self, forKey: $0))
                    }
                )
            )
        } else if var elements = try? decoder.unkeyedContainer() {
            var array: [JSON] = []
            while !elements.isAtEnd { array.append(try elements.decode(JSON.self)) }
            self = .array(array)
        } else {
            let value = try decoder.singleValueContainer()
            if value.decodeNil() {
                self = .null
            } else if let flag = try? value.decode(Bool.self) {
                self = .bool(flag)
            } else if let number = try? value.decode(Int64.self) {
                self = .int(number)
            } else if let number = try? value.decode(Double.self) {
                self = .double(number)
            } else {
                self = .string(try value.decode(String.self))
            }
        }
    }

    /// Writes the value.
    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .object(let members):
            var container = encoder.container(keyedBy: AnyCodingKey.self)
            for (name, value) in members { try container.encode(value, forKey: AnyCodingKey(stringValue: name)) }
        case .array(let elements):
            var container = encoder.unkeyedContainer()
            for element in elements { try container.encode(element) }
        case .null, .bool, .int, .double, .number, .string:
            var container = encoder.singleValueContainer()
            switch self {
            case .bool(let flag): try container.encode(flag)
            case .int(let number): try container.encode(number)
            case .double(let number): try container.encode(number)
            case .number(let number): try container.encode(number.approximation)
            case .string(let text): try container.encode(text)
            case .null, .array, .object: try container.encodeNil()
            }
        }
    }
}

extension JSONObject: Codable {
    /// Reads an object.
    public init(from decoder: any Decoder) throws {
        guard case .object(let members) = try JSON(from: decoder) else {
            throw DecodingError.typeMismatch(
                JSONObject.self,
                DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "not an object")
            )
        }
        self = members
    }

    /// Writes the object.
    public func encode(to encoder: any Encoder) throws {
        try JSON.object(self).encode(to: encoder)
    }
}
