import Coordination
import Embedding
package import Postgres

extension EmbeddedTableStore {
    /// One statement that stores new rows, each with the vector of its first passage, and returns them in their order.
    /// Those of the other passages follow with ``insertingPassages(of:)``, in the same transaction.
    ///
    /// - Parameters:
    ///   - columns: The owner's columns; `values` has an array for each of them, with an element for each row.
    ///   - embedded: The vectors of each row's content; nil leaves a row to the backlog.
    ///   - returned: Columns of the new rows to return.
    ///   - answer: What to return of them, as expressions of these columns, and of `is_as_given`: whether the content is
    ///     stored as it was given, which triggers of the table's owner have a say in.
    ///   - skipsTaken: Whether a row that a unique index forbids, such as one whose id is taken, is left out, rather than
    ///     that the statement fails.
    package func insertion(
        into columns: [String],
        values: [SQL],
        embedded: [EmbeddedContent?],
        returning returned: [String],
        as answer: SQL,
        skipsTaken: Bool = false
    ) -> SQL {
        let columns = (columns + [table.embedding, table.model, table.embeddedLength])
            .map { "\(identifier: $0)" as SQL }.joined(separator: ", ")
        let returned = Set(returned).union([table.content]).sorted()
            .map { "\(identifier: $0)" as SQL }.joined(separator: ", ")
        return """
            WITH given AS MATERIALIZED (
                SELECT * FROM unnest(\(fragment: values.joined(separator: ", ")),
                    \(embedded.map { $0?.firstVector }), \(embedded.map { $0?.model }), \(embedded.map { $0?.firstLength })
                ) WITH ORDINALITY AS given (\(fragment: columns), "place in order")
            ), stored AS (
                INSERT INTO \(identifier: table.name) (\(fragment: columns))
                SELECT \(fragment: columns) FROM given ORDER BY "place in order"
                \(fragment: skipsTaken ? "ON CONFLICT DO NOTHING" : "")
                RETURNING \(fragment: returned)
            ), answer AS (
                SELECT stored.*, stored.\(identifier: table.content) IS NOT DISTINCT FROM given.\(identifier: table.content)
                    AS is_as_given
                FROM (SELECT *, row_number() OVER () AS "place in order" FROM stored) AS stored
                JOIN given USING ("place in order")
            )
            SELECT \(fragment: answer) FROM answer ORDER BY "place in order"
            """
    }

    /// One statement that stores the passages after the first of texts that have none yet; nil where there are none.
    package func insertingPassages(of texts: [(id: Int64, embedded: EmbeddedContent?)]) -> SQL? {
        let parts = texts.compactMap { text in text.embedded.map { (text.id, $0) } }.filter { !$1.ordinals.isEmpty }
        guard !parts.isEmpty else { return nil }
        return """
            \(fragment: insertingPassages) SELECT * FROM unnest(
                \(parts.flatMap { Array(repeating: $0, count: $1.ordinals.count) }), \(parts.flatMap(\.1.ordinals)),
                \(parts.flatMap(\.1.starts)), \(parts.flatMap(\.1.ends)), \(parts.flatMap(\.1.vectors)))
            """
    }

    /// Statements that change a row and, with `content`, its vectors and passages; they belong in one transaction. The
    /// first returns whether the content is stored as it was given, and nothing where no row was changed: triggers of the
    /// table's owner have a say in both.
    ///
    /// - Parameters:
    ///   - id: Which row.
    ///   - changes: The owner's assignments, as SQL that follows SET.
    ///   - content: The new content; nil leaves content and vectors unchanged.
    ///   - embedded: The vectors of `content`; nil leaves the row to the backlog.
    package func update(id: Int64, _ changes: SQL, content: String?, embedded: EmbeddedContent?) -> [SQL] {
        let isRow: SQL = "\(identifier: table.id) = \(id)"
        guard let content else {
            return ["UPDATE \(identifier: table.name) SET \(fragment: changes) WHERE \(fragment: isRow) RETURNING true"]
        }
        return [
            """
            UPDATE \(identifier: table.name) SET \(fragment: changes), \(identifier: table.content) = \(content),
                \(fragment: assignments(of: embedded, length: embedded?.firstLength))
            WHERE \(fragment: isRow) RETURNING \(identifier: table.content) IS NOT DISTINCT FROM \(content)
            """
        ] + replacingPassages(of: id, by: embedded, if: isRow)
    }

    /// Statements that leave the row to the backlog, because its content is not what its vectors were made of.
    package func forgetting(id: Int64) -> [SQL] {
        [
            """
            UPDATE \(identifier: table.name) SET \(fragment: assignments(of: nil, length: nil))
            WHERE \(identifier: table.id) = \(id)
            """
        ] + replacingPassages(of: id, by: nil, if: "true")
    }

    /// The unit vector of a whole text, which is the mean of those of its passages; nil while it waits for them.
    package func vector(of id: Int64) async throws -> [Float]? {
        let vectors = try await pool.query(
            """
            SELECT \(identifier: table.embedding) FROM \(identifier: table.name)
            WHERE \(identifier: table.id) = \(id) AND \(identifier: table.embedding) IS NOT NULL
            UNION ALL
            SELECT p.\(identifier: table.passages.embedding) FROM \(fragment: table.passageRows) AS p
            WHERE p.\(identifier: table.passages.text) = \(id)
            """
        ).map { try $0.decode(Vector.self).elements }
        return vectors.isEmpty ? nil : try [Float].unitMean(vectors[...])
    }

    /// Statements that give a claimed row its vectors, unless its content or its lease has changed meanwhile.
    ///
    /// - Parameter embedded: nil for content with nothing to embed, which then no longer waits for vectors.
    func embedding(_ text: ClaimedText, as embedded: EmbeddedContent?) -> [SQL] {
        let isOurs: SQL =
            "\(fragment: table.workLease.isHeld(by: text.claim)) AND \(identifier: table.content) = \(text.content)"
        // The update locks the row, so the condition on its content also holds for the passages.
        return [
            """
            UPDATE \(identifier: table.name) SET \(fragment: assignments(of: embedded, length: embedded?.firstLength ?? 0))
            WHERE \(fragment: isOurs)
            """
        ]
            + replacingPassages(of: text.claim.id, by: embedded, if: isOurs)
    }

    /// This also ends any claim of the row, which would be for the old content.
    private func assignments(of embedded: EmbeddedContent?, length: Int32?) -> SQL {
        """
        \(identifier: table.embedding) = \(embedded?.firstVector), \(identifier: table.model) = \(embedded?.model),
            \(identifier: table.embeddedLength) = \(length), \(fragment: table.workLease.release)
        """
    }

    /// - Parameter condition: A condition on the row.
    private func replacingPassages(of id: Int64, by embedded: EmbeddedContent?, if condition: SQL) -> [SQL] {
        let passages = table.passages
        let condition: SQL = "EXISTS (SELECT FROM \(identifier: table.name) WHERE \(fragment: condition))"
        var statements: [SQL] = [
            """
            DELETE FROM \(identifier: passages.name)
            WHERE \(identifier: passages.text) = \(id) AND \(fragment: condition)
            """
        ]
        if let embedded, let insertion = insertingPassages(of: [(id, embedded)]) {
            statements.append("\(fragment: insertion) WHERE \(fragment: condition)")
        }
        return statements
    }

    private var insertingPassages: SQL {
        let passages = table.passages
        return """
            INSERT INTO \(identifier: passages.name) (\(identifier: passages.text), \(identifier: passages.ordinal),
                \(identifier: passages.start), \(identifier: passages.end), \(identifier: passages.embedding))
            """
    }
}
