/// The result of a statement: rows, decoded on access, straight from the received bytes.
public struct PostgresRows: RandomAccessCollection, Sendable {
    let storage: ResultStorage

    /// How many rows were inserted, updated, deleted or selected; 0 for statements that do not count.
    public var affectedRows: Int { storage.affectedRows }

    /// The server's command tag, such as `INSERT 0 1`.
    public var commandTag: String { storage.commandTag }

    /// The columns' names, in order.
    public var columns: [String] { (0..<storage.columnCount).map(storage.columnName) }

    /// The first row.
    public var startIndex: Int { 0 }
    /// Past the last row.
    public var endIndex: Int { storage.rowCount }

    /// The row at `position`, counted from 0.
    public subscript(position: Int) -> PostgresRow {
        precondition(indices.contains(position), "there are \(count) rows; row \(position) was asked for")
        return PostgresRow(storage: storage, index: position)
    }

    /// All rows, of one column each.
    public func decode<Value: PostgresDecodable>(_ type: Value.Type) throws(PostgresError) -> [Value] {
        var decoded: [Value] = []
        decoded.reserveCapacity(count)
        for row in self { decoded.append(try row.decode(Value.self)) }
        return decoded
    }

    /// All rows, each decoded as a tuple.
    public func decode<each Column: PostgresDecodable>(
        _ type: (repeat each Column).Type
    ) throws(PostgresError) -> [(repeat each Column)] {
        var decoded: [(repeat each Column)] = []
        decoded.reserveCapacity(count)
        for row in self { decoded.append(try row.decode((repeat each Column).self)) }
        return decoded
    }
}
