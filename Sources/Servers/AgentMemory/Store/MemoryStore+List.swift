import MCP
import Postgres
import Retrieval

/// In which order memories are listed.
enum MemoryOrder: String, CaseIterable, Sendable, ArgumentValue {
    /// The last stored first.
    case newest
    /// The last changed first.
    case updated
    /// The most important first, among equals the last stored.
    case importance

    /// The place of a memory in the order.
    struct Position: Codable, Sendable {
        let value: String
        let id: Int32
    }

    func position(of memory: Memory) -> Position {
        let value =
            switch self {
            case .newest: memory.history.createdAt ?? "-infinity"
            case .updated: memory.history.updatedAt ?? "-infinity"
            case .importance: "\(memory.facts.importance)"
            }
        return Position(value: value, id: memory.id)
    }

    fileprivate var key: SQL {
        switch self {
        case .newest: "coalesce(m.created_at, '-infinity')"
        case .updated: "coalesce(m.updated_at, '-infinity')"
        case .importance: "greatest(1, least(10, coalesce(m.importance, 1)))"
        }
    }

    fileprivate func follows(_ position: Position) -> SQL {
        let value: SQL =
            switch self {
            case .newest, .updated: .time(position.value)
            case .importance: "\(Int32(position.value) ?? 0)"
            }
        return "(\(fragment: key), m.id) < (\(fragment: value), \(position.id))"
    }
}

extension MemoryStore {
    /// Memories of banks in an order.
    ///
    /// - Parameter position: The place after which to begin; nil for the first.
    func memories(
        in banks: [Int32],
        _ condition: MemoryCondition,
        _ filter: MetadataFilter?,
        by order: MemoryOrder,
        after position: MemoryOrder.Position? = nil,
        limit: Int32
    ) async throws -> [Memory] {
        var conditions: [SQL] = ["m.memory_bank_id = ANY (\(banks))", condition.met(by: "m")]
        if let filter = filter?.condition(on: "m", of: texts.table) { conditions.append(filter) }
        if let position { conditions.append(order.follows(position)) }
        return try await pool.query(
            """
            SELECT \(fragment: Memory.columns) FROM \(fragment: Memory.tables)
            WHERE \(fragment: conditions.joined(separator: " AND "))
            ORDER BY \(fragment: order.key) DESC, m.id DESC LIMIT \(limit)
            """
        ).map(Memory.init)
    }

    /// The pinned memories of banks, the most important first.
    func pinned(in banks: [Int32], _ condition: MemoryCondition, limit: Int32) async throws -> [Memory] {
        try await pool.query(
            """
            SELECT \(fragment: Memory.columns) FROM \(fragment: Memory.tables)
            WHERE m.memory_bank_id = ANY (\(banks)) AND m.pinned AND \(fragment: condition.met(by: "m"))
            ORDER BY m.importance DESC, m.id LIMIT \(limit)
            """
        ).map(Memory.init)
    }
}
