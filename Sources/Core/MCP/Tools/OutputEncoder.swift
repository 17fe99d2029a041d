import FoundationEssentials
import JSONFormat

/// Encodes a ``ToolOutput`` as JSON in one pass, without intermediate text.
final class OutputEncoder: Encoder {
    private enum Content {
        case nothing
        case bare(JSON)
        case members(JSONObject)
        case elements([JSON])
    }

    private enum Place {
        case member(String)
        case element(Int)
    }

    private let parent: OutputEncoder?
    private let key: (any CodingKey)?
    private var content = Content.nothing
    /// Values that are still being written through a container of their own.
    private var unfinished: [(place: Place, encoder: OutputEncoder)] = []

    var codingPath: [any CodingKey] { (parent?.codingPath ?? []) + (key.map { [$0] } ?? []) }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    private init(parent: OutputEncoder? = nil, key: (any CodingKey)? = nil) {
        self.parent = parent
        self.key = key
    }

    /// The members of a tool's result.
    static func encode(_ output: some ToolOutput) throws -> JSONObject {
        let encoder = OutputEncoder()
        try output.encode(to: encoder)
        guard case .object(let members) = encoder.finished() else {
            throw ToolDeclarationError("the output \(type(of: output)) must be a struct with properties")
        }
        return members
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        if case .nothing = content { content = .members(JSONObject(minimumCapacity: 8)) }
        return KeyedEncodingContainer(OutputMembers(encoder: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        if case .nothing = content { content = .elements([]) }
        return OutputElements(encoder: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        OutputBareValue(encoder: self)
    }

    // MARK: Writing from the containers

    func set(_ json: JSON) {
        content = .bare(json)
    }

    func set(_ json: JSON, member name: String) {
        // Taken out while it grows, so that the storage has one owner and is not copied.
        guard case .members(var members) = content else { return }
        content = .nothing
        members[name] = json
        content = .members(members)
    }

    func append(_ json: JSON) {
        guard case .elements(var elements) = content else { return }
        content = .nothing
        elements.append(json)
        content = .elements(elements)
    }

    var count: Int {
        if case .elements(let elements) = content { elements.count } else { 0 }
    }

    /// An encoder for the value of a member that is written piece by piece.
    func nested(member name: String, key: any CodingKey) -> OutputEncoder {
        let encoder = OutputEncoder(parent: self, key: key)
        unfinished.append((.member(name), encoder))
        set(.null, member: name)
        return encoder
    }

    /// An encoder for the next element, written piece by piece.
    func nestedElement(key: any CodingKey) -> OutputEncoder {
        let encoder = OutputEncoder(parent: self, key: key)
        unfinished.append((.element(count), encoder))
        append(.null)
        return encoder
    }

    /// The JSON of one value within this one.
    func json<Value: Encodable>(_ value: Value, key: @autoclosure () -> (any CodingKey)?) throws -> JSON {
        // Comparing types first is much cheaper than a cast that fails.
        if Value.self == String.self, let text = value as? String { return .string(text) }
        if Value.self == Int.self, let number = value as? Int { return .int(Int64(number)) }
        if Value.self == Bool.self, let flag = value as? Bool { return .bool(flag) }
        if Value.self == JSON.self, let json = value as? JSON { return json }
        if Value.self == JSONObject.self, let members = value as? JSONObject { return .object(members) }
        if Value.self == Double.self, let number = value as? Double { return try finite(number, key()) }
        if Value.self == Float.self, let number = value as? Float {
            // By its own shortest digits: as a Double, 0.83 would become 0.8299999833106995.
            return try finite(Double(number.description) ?? Double(number), key())
        }
        if Value.self == Date.self, let date = value as? Date {
            guard let text = Timestamp.text(date) else { throw unwritable("a date in the years 0 to 9999", key()) }
            return .string(text)
        }
        if let members = value as? any StringKeyed {
            return .object(try members.members(by: OutputEncoder(parent: self, key: key())))
        }
        let encoder = OutputEncoder(parent: self, key: key())
        try value.encode(to: encoder)
        return encoder.finished()
    }

    /// The JSON of an integer of any width, which `json(_:key:)` leaves to the integer's own `encode(to:)`.
    func json(integer: some FixedWidthInteger, key: @autoclosure () -> (any CodingKey)?) throws -> JSON {
        guard let number = Int64(exactly: integer) else { throw unwritable("an integer of 64 bits", key()) }
        return .int(number)
    }

    private func finite(_ number: Double, _ key: (any CodingKey)?) throws -> JSON {
        guard number.isFinite else { throw unwritable("a finite number", key) }
        return .double(number)
    }

    private func unwritable(_ expected: String, _ key: (any CodingKey)?) -> ToolError {
        var place = ""
        for step in codingPath + (key.map { [$0] } ?? []) {
            if let index = step.intValue {
                place += "[\(index)]"
            } else {
                place += (place.isEmpty ? "" : ".") + WireName.snakeCase(step.stringValue)
            }
        }
        return ToolError("The result cannot be returned: \(place) is not \(expected).")
    }

    private func finished() -> JSON {
        for (place, encoder) in unfinished {
            switch (place, content) {
            case (.member(let name), _): set(encoder.finished(), member: name)
            case (.element(let index), .elements(var elements)):
                elements[index] = encoder.finished()
                content = .elements(elements)
            case (.element, _): break
            }
        }
        switch content {
        // A struct without properties asks for no container.
        case .nothing: return .object([:])
        case .bare(let json): return json
        case .members(let members): return .object(members)
        case .elements(let elements): return .array(elements)
        }
    }
}
