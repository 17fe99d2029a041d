/// The values of a statement or of one row of COPY, encoded one after another into one buffer.
public struct PostgresBinds: Sendable {
    struct Item: Sendable {
        let type: PostgresType
        /// Where the value begins in `buffer`.
        let offset: Int
        /// Its bytes; -1 is NULL.
        let length: Int32
    }

    private(set) var items: [Item] = []
    private(set) var hasNamedTypes = false
    private(set) var hasArraysOfNamedTypes = false
    private(set) var buffer = PostgresBuffer()
    /// The first value that could not be encoded; thrown when the statement is run, before anything is sent.
    private(set) var failure: PostgresError?

    /// PostgreSQL's limit for a value, for a row, and for a statement with its values, in bytes.
    static var sizeLimit: Int { 1 << 30 }

    /// No values.
    public init() {}

    /// The given values, in order.
    public init<each Value: PostgresEncodable>(_ value: repeat each Value) {
        repeat append(each value)
    }

    /// How many values there are.
    public var count: Int { items.count }

    /// Encodes one more value.
    public mutating func append<Value: PostgresEncodable>(_ value: Value) {
        let offset = buffer.bytes.count
        switch Value.postgresType {
        case .builtin: break
        case .named: hasNamedTypes = true
        case .arrayOfNamed:
            hasNamedTypes = true
            hasArraysOfNamedTypes = true
        }
        guard !value.isPostgresNull else {
            items.append(Item(type: Value.postgresType, offset: offset, length: -1))
            return
        }
        do throws(PostgresEncodingFailure) {
            try value.encode(into: &buffer)
            guard let length = Int32(exactly: buffer.bytes.count - offset), Int(length) < Self.sizeLimit else {
                throw PostgresEncodingFailure("it is larger than PostgreSQL's limit of 1 GiB")
            }
            items.append(Item(type: Value.postgresType, offset: offset, length: length))
        } catch {
            failure = failure ?? PostgresError(.encoding, "value \(count + 1) cannot be sent: \(error.reason)")
            items.append(Item(type: Value.postgresType, offset: offset, length: -1))
        }
    }

    mutating func append(contentsOf other: PostgresBinds) {
        let base = buffer.bytes.count
        buffer.bytes += other.buffer.bytes
        for item in other.items {
            items.append(Item(type: item.type, offset: base + item.offset, length: item.length))
        }
        failure = failure ?? other.failure
        hasNamedTypes = hasNamedTypes || other.hasNamedTypes
        hasArraysOfNamedTypes = hasArraysOfNamedTypes || other.hasArraysOfNamedTypes
    }

    mutating func setElementType(_ type: PostgresOID, of item: Item) {
        buffer.setElementType(type, ofArrayAt: item.offset)
    }

    /// The index of the value that equals this text.
    func index(of text: Substring) -> Int? {
        items.firstIndex { item in
            Int(item.length) == text.utf8.count
                && buffer.bytes[item.offset..<item.offset + Int(item.length)].elementsEqual(text.utf8)
        }
    }

    /// `message` with each quoted bind value replaced by its `$n`: the server quotes text that it could not read.
    func hidingValues(in message: String) -> String {
        var message = message
        for (index, item) in items.enumerated() where item.length > 0 && message.utf8.count > Int(item.length) {
            let bytes = buffer.bytes[item.offset..<item.offset + Int(item.length)]
            guard let value = String(validating: bytes, as: UTF8.self) else { continue }
            let quoted = "\"\(value)\""
            while let range = message.firstRange(of: quoted) {
                message.replaceSubrange(range, with: "$\(index + 1)")
            }
        }
        return message
    }
}
