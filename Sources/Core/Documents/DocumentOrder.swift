import Postgres
package import Retrieval

/// In which order documents are listed; those that are equal in it follow each other by their ids.
package enum DocumentOrder: String, CaseIterable, Sendable {
    /// By id, which mostly is the order in which they were added.
    case id
    /// The last added first.
    case newest
    /// The last changed first.
    case updated
    /// By the first 200 characters of the title, byte by byte; those without one first.
    case title

    /// The place of a document in the order.
    package struct Position: Codable, Sendable {
        let value: String
        let id: Int32
    }

    /// The place of a document in the order.
    package func position(of document: Document) -> Position {
        let value =
            switch self {
            case .id: ""
            case .newest: document.createdAt ?? Self.never
            case .updated: document.updatedAt ?? Self.never
            case .title: String(String.UnicodeScalarView((document.title ?? "").unicodeScalars.prefix(200)))
            }
        return Position(value: value, id: document.id)
    }

    /// As PostgreSQL reads it, for documents of other programs that have no time.
    private static let never = "-infinity"

    fileprivate func clause(_ table: EmbeddedTable) -> SQL {
        let (key, id): (SQL, SQL) = (key(table), "d.\(identifier: table.id)")
        return switch self {
        case .id: id
        case .newest, .updated: "\(fragment: key) DESC, \(fragment: id) DESC"
        case .title: "\(fragment: key), \(fragment: id)"
        }
    }

    fileprivate func condition(after position: Position, _ table: EmbeddedTable) -> SQL {
        let (key, id): (SQL, SQL) = (key(table), "d.\(identifier: table.id)")
        return switch self {
        case .id: "\(fragment: id) > \(position.id)"
        case .newest, .updated:
            "(\(fragment: key), \(fragment: id)) < (\(position.value)::pg_catalog.text::pg_catalog.timestamptz, \(position.id))"
        case .title: "(\(fragment: key), \(fragment: id)) > (\(position.value), \(position.id))"
        }
    }

    /// What it orders by before the id; never NULL.
    private func key(_ table: EmbeddedTable) -> SQL {
        switch self {
        case .id: "NULL"
        case .newest: "coalesce(\(fragment: table.value(of: "created_at", in: "d")), '-infinity')"
        case .updated: "coalesce(\(fragment: table.value(of: "updated_at", in: "d")), '-infinity')"
        case .title: "coalesce(left(\(fragment: table.title(of: "d")), 200), '') COLLATE pg_catalog.\"C\""
        }
    }
}

extension DocumentStore {
    /// The documents that match a filter, without their texts.
    ///
    /// - Parameter position: The place after which to begin; nil for the first.
    package func documents(
        matching filter: MetadataFilter,
        by order: DocumentOrder,
        after position: DocumentOrder.Position?,
        limit: Int32
    ) async throws -> [Document] {
        var conditions: [SQL] = [condition(filter)]
        if let position { conditions.append(order.condition(after: position, table)) }
        return try await pool.query(
            """
            SELECT \(fragment: columns(content: "NULL::text")) FROM \(identifier: table.name) AS d
            WHERE \(fragment: conditions.joined(separator: " AND ")) ORDER BY \(fragment: order.clause(table)) LIMIT \(limit)
            """
        ).map(Self.document)
    }
}
