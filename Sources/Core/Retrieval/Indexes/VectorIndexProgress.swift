import Postgres

/// How far the building of an index is.
struct VectorIndexProgress: Sendable {
    /// What is done just now, as PostgreSQL calls it.
    let phase: String
    /// Of the phase, 0 to 1.
    let share: Double

    /// As in `loading tuples, 43 %`.
    var description: String {
        share > 0 ? "\(phase), \(Int(share * 100)) %" : phase
    }
}

extension EmbeddedTableStore {
    /// How far the index is that is being built over vectors of this table; nil where none is, or nobody may see it.
    ///
    /// - Parameter pid: The server process that builds it; nil for any.
    func indexProgress(of pid: Int? = nil) async throws -> VectorIndexProgress? {
        let relations = table.vectorColumns.map(\.table.relation).joined(separator: ", ")
        let wanted = pid.map(Int32.init)
        return try await pool.query(
            """
            SELECT phase, coalesce(
                -- HNSW counts blocks only, and ivfflat rows only.
                CASE WHEN phase LIKE '%loading tuples%' OR phase LIKE 'building index%'
                    THEN greatest(blocks_done::float8 / nullif(blocks_total, 0), tuples_done::float8 / nullif(tuples_total, 0)) END,
                0)
            FROM pg_catalog.pg_stat_progress_create_index
            WHERE relid IN (\(fragment: relations)) AND (\(wanted) IS NULL OR pid = \(wanted)) AND phase IS NOT NULL
            LIMIT 1
            """
        ).first.map { row in
            let (phase, share) = try row.decode((String, Double).self)
            return VectorIndexProgress(phase: phase, share: min(1, share))
        }
    }
}
