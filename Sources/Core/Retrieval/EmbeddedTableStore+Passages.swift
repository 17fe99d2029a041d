import Postgres

extension EmbeddedTableStore {
    /// Where the passages of a text are, in characters, in the order of the text; none while it waits for its vectors.
    package func passages(of id: Int64) async throws -> [Range<Int32>] {
        let length = table.embeddedLength(of: "d")
        let passages = table.passages
        return try await pool.query(
            """
            SELECT 0, \(fragment: length) FROM \(identifier: table.name) AS d
            WHERE d.\(identifier: table.id) = \(id) AND \(fragment: length) > 0
            UNION ALL
            (SELECT p.\(identifier: passages.start), p.\(identifier: passages.end)
            FROM \(fragment: table.passageRows) AS p
            WHERE p.\(identifier: passages.text) = \(id) ORDER BY p.\(identifier: passages.ordinal))
            """
        ).compactMap { row in
            let (start, end) = try row.decode((Int32, Int32).self)
            return start <= end ? start..<end : nil
        }
    }
}
