package import JSONFormat
package import Postgres

/// Limits rows to those whose metadata and columns are as asked for. A filter without names fits every row, whatever its
/// metadata is.
///
/// ```json
/// {"kind": "note", "year": {"$gte": 2020}, "$or": [{"author.name": "Ann"}, {"$created_at": {"$lt": "2026-01-01T00:00:00Z"}}]}
/// ```
///
/// Everything that begins with a `$` belongs to the language: its operators, and the table's own columns. All other names
/// are names in the metadata.
package struct MetadataFilter: Sendable {
    private let root: FilterCondition
    private let clauses: Int

    /// - Parameter object: What is asked for.
    /// - Throws: ``RetrievalError`` that names the place, for a filter that does not make sense or is past the
    ///   ``MetadataFilterLimits``.
    package init(_ object: JSONObject, of table: EmbeddedTable) throws(RetrievalError) {
        try MetadataFilterLimits.check(object)
        var parser = FilterParser(columns: table.filterColumns)
        root = try parser.condition(object, at: "filter")
        clauses = parser.clauses
        try MetadataFilterLimits.check(clauses: clauses)
    }

    /// The condition on a row; nil where every row fits.
    ///
    /// - Parameters:
    ///   - row: The row's name in the statement.
    ///   - table: The row's table, as it was found in the database.
    package func condition(on row: SQL, of table: EmbeddedTable) -> SQL? {
        if case .all(let parts) = root, parts.isEmpty { return nil }
        let metadata = table.metadata(of: row)
        let fits = condition(on: FilteredRow(table: table, name: row, metadata: metadata))
        guard let predicate = IndexPredicate(root) else { return fits }
        return "(\(fragment: metadata) @@ \(predicate.path) AND \(fragment: fits))"
    }

    private func condition(on row: FilteredRow) -> SQL {
        // A few tests may each read the metadata, wherever it is stored.
        guard clauses > 8 else { return root.condition(on: row) }
        // More of them read it once: the concatenation has it in memory, and OFFSET keeps it from being done for each.
        let read = FilteredRow(table: row.table, name: row.name, metadata: "read.metadata")
        return """
            (SELECT \(fragment: root.condition(on: read))
            FROM (SELECT \(fragment: row.metadata) || '{}'::pg_catalog.jsonb AS metadata OFFSET 0) AS read)
            """
    }
}
