package import Postgres

/// Rows of a table as work that several processes share.
///
/// A process claims rows that no other process holds, for as long as the work may take; when a process dies, its claims
/// expire. Each claim raises the row's fence, and a result is written only while the fence is still the claim's: a
/// process that outlives its lease cannot overwrite the work of the one that claimed the row after it.
///
/// This type makes the SQL; the owner of the work runs it along with its own statements.
package struct WorkLease: Sendable, Hashable {
    /// A row that was claimed.
    package struct Claim: Sendable, Hashable {
        /// The row's id.
        package let id: Int64
        /// What the row's fence was raised to.
        package let fence: Int64

        /// The first columns of a row of ``WorkLease/claiming(limit:where:for:returning:)``.
        package init(id: Int64, fence: Int64) {
            self.id = id
            self.fence = fence
        }
    }

    /// The table that holds the work.
    package let table: QualifiedName
    /// Its id: `integer` or `bigint`.
    package let id: String
    /// Until when a process holds the row, as `timestamptz`; NULL where none does.
    package let until: String
    /// How often the row was claimed: `bigint NOT NULL`.
    package let fence: String

    /// Work in a table that has these columns.
    package init(table: QualifiedName, id: String = "id", until: String, fence: String) {
        self.table = table
        self.id = id
        self.until = until
        self.fence = fence
    }

    /// A statement that claims up to `limit` free rows, those with the lowest ids first.
    ///
    /// - Parameters:
    ///   - condition: Which rows are to be worked on; their table is `work`.
    ///   - duration: How long the work may take: an `interval`, computed from the row `work` or from the ids of all
    ///     claimed rows, which are in `free`.
    ///   - columns: The columns of each row `work` to return after its id and its fence.
    package func claiming(limit: Int32, where condition: SQL, for duration: SQL, returning columns: SQL) -> SQL {
        """
        WITH free AS MATERIALIZED (
            SELECT work.\(identifier: id) AS id FROM \(identifier: table) AS work
            WHERE \(fragment: condition) AND (work.\(identifier: until) IS NULL OR work.\(identifier: until) < now())
            ORDER BY work.\(identifier: id) LIMIT \(limit) FOR UPDATE SKIP LOCKED
        )
        UPDATE \(identifier: table) AS work
        SET \(identifier: until) = now() + \(fragment: duration), \(identifier: fence) = work.\(identifier: fence) + 1
        FROM free WHERE work.\(identifier: id) = free.id
        RETURNING work.\(identifier: id), work.\(identifier: fence), \(fragment: columns)
        """
    }

    /// The condition under which a result may be written to the claimed row: nobody has claimed it since.
    package func isHeld(by claim: Claim) -> SQL {
        "\(identifier: id) = \(claim.id) AND \(identifier: fence) = \(claim.fence)"
    }

    /// The assignment that releases a row when its work is done or has changed.
    package var release: SQL { "\(identifier: until) = NULL" }
}
