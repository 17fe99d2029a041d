package import Postgres

/// A database that nobody has migrated yet lacks some of the columns, or the passages. A read-only server reads it as it
/// is: what is missing is NULL, or no rows.
extension EmbeddedTable {
    /// Whether the database has all that is read; where it has not, somebody may migrate it at any time.
    package var isWhole: Bool { missing.isEmpty }

    /// The table with what this database lacks of it.
    /// - Throws: ``RetrievalError`` where the table is not there.
    func found(in pool: PostgresPool) async throws -> EmbeddedTable {
        let index = keywords?.tablesToRead ?? []
        let parts = [passages.name] + index
        let rows = try await pool.query(
            """
            SELECT c.relname::pg_catalog.text, ARRAY(
                SELECT a.attname::pg_catalog.text FROM pg_catalog.pg_attribute AS a
                WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)
            FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE (n.nspname, c.relname) IN (SELECT * FROM ROWS FROM (
                pg_catalog.unnest(\(([name] + parts).map(\.schema))), pg_catalog.unnest(\(([name] + parts).map(\.name)))))
            -- A role that may not read the index searches without it.
            AND (c.relname <> ALL (\(index.map(\.name))) OR pg_catalog.has_table_privilege(c.oid, 'SELECT'))
            """
        ).map { try $0.decode((String, [String]).self) }
        guard let columns = rows.first(where: { $0.0 == name.name })?.1 else {
            throw RetrievalError(
                .table,
                "There is no table \(name) yet. Run `migrate up`, or start a server without READ_ONLY, which makes it."
            )
        }
        // A column of ours is always there, unless somebody has taken it away.
        if let lacking = [id, content, embedding].first(where: { !columns.contains($0) }) {
            throw RetrievalError(.table, "The table \(name) has no column \(lacking) any more.")
        }
        var table = self
        var optional = [model, embeddedLength, lease, fence] + [key].compactMap(\.self)
        optional += filterColumns.filter { $0.owner == nil }.map(\.column)
        if isReadOnly { optional += [metadata] + [title].compactMap(\.self) }
        table.missing = Set(optional).subtracting(columns)
        table.missing.formUnion(Set(parts.map(\.name)).subtracting(rows.map(\.0)))
        return table
    }

    /// How many characters the vector of a row covers.
    package func embeddedLength(of row: SQL) -> SQL {
        missing.contains(embeddedLength)
            ? "NULL::pg_catalog.int4" : "\(fragment: row).\(identifier: embeddedLength)"
    }

    /// Whether a row has its vectors, or nothing to embed.
    package func isEmbedded(_ row: SQL) -> SQL {
        "\(fragment: row).\(identifier: missing.contains(embeddedLength) ? embedding : embeddedLength) IS NOT NULL"
    }

    /// Whether a row waits for its vectors.
    package func isWaiting(_ row: SQL) -> SQL {
        "(NOT (\(fragment: isEmbedded(row))) AND \(fragment: row).\(identifier: content) <> '')"
    }

    /// The metadata of a row.
    package func metadata(of row: SQL) -> SQL {
        missing.contains(metadata) ? "NULL::pg_catalog.jsonb" : "\(fragment: row).\(identifier: metadata)"
    }

    /// The title of a row.
    package func title(of row: SQL) -> SQL {
        guard let title, !missing.contains(title) else { return "NULL::pg_catalog.text" }
        return "\(fragment: row).\(identifier: title)"
    }

    /// What a filter means by the name of a column, of a row; NULL where the database lacks it.
    package func value(of name: String, in row: SQL) -> SQL {
        guard let column = filterColumns.first(where: { $0.name == name }) else {
            preconditionFailure("\(self.name) has no column \(name) to filter by")
        }
        return FilteredRow(table: self, name: row, metadata: "NULL").value(of: column)
    }

    /// The model that made the vector of a row.
    package func model(of row: SQL) -> SQL {
        missing.contains(model)
            ? "CASE WHEN \(fragment: row).\(identifier: embedding) IS NOT NULL THEN \(formerModel) END"
            : "\(fragment: row).\(identifier: model)"
    }

    /// The caller's own name of a row.
    package func key(of row: SQL) -> SQL {
        guard let key, !missing.contains(key) else { return "NULL::pg_catalog.text" }
        return "\(fragment: row).\(identifier: key)"
    }

    /// The passages after the first, to select from.
    package var passageRows: SQL {
        guard missing.contains(passages.name.name) else { return "\(identifier: passages.name)" }
        return """
            (SELECT \(identifier: id) AS \(identifier: passages.text), 0 AS \(identifier: passages.ordinal),
                0 AS \(identifier: passages.start), 0 AS \(identifier: passages.end),
                \(identifier: embedding) AS \(identifier: passages.embedding)
            FROM \(identifier: name) WHERE false)
            """
    }
}
