import Coordination
package import Postgres

extension EmbeddedTableStore {
    /// One statement that stores a new row with its vectors, or nothing.
    ///
    /// - Parameters:
    ///   - columns: The owner's columns; `values` are their values, in the same order.
    ///   - embedded: The vectors of the row's content; nil leaves the row to the backlog.
    ///   - returned: Columns of the new row to return.
    ///   - answer: What to return in place of them, as expressions of these columns.
    ///   - skipsTaken: Whether nothing is stored, and no row returned, where the row's id is taken, rather than that the
    ///     statement fails. A row that another unique index forbids is treated alike.
    package func insertion(
        into columns: [String],
        values: SQL,
        embedded: EmbeddedContent?,
        returning returned: [String],
        as answer: SQL? = nil,
        skipsTaken: Bool = false
    ) -> SQL {
        let columns = columns.map { "\(identifier: $0)" as SQL }.joined(separator: ", ")
        let returned = returned.map { "\(identifier: $0)" as SQL }.joined(separator: ", ")
        return """
            WITH text AS (
                INSERT INTO \(identifier: table.name) (\(fragment: columns), \(identifier: table.embedding),
                    \(identifier: table.model), \(identifier: table.embeddedLength))
                VALUES (\(fragment: values), \(embedded?.firstVector), \(embedded?.model), \(embedded?.firstLength))
                \(fragment: skipsTaken ? "ON CONFLICT DO NOTHING" : "")
                RETURNING \(identifier: table.id) AS stored_id, \(fragment: returned)
            ), passage AS (
                \(fragment: insertingPassages(embedded, of: "stored_id", from: "text, "))
            )
            SELECT \(fragment: answer ?? returned) FROM text
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
        if let embedded, !embedded.ordinals.isEmpty {
            statements.append("\(fragment: insertingPassages(embedded, of: "\(id)")) WHERE \(fragment: condition)")
        }
        return statements
    }

    private func insertingPassages(_ embedded: EmbeddedContent?, of text: SQL, from source: SQL = "") -> SQL {
        let passages = table.passages
        return """
            INSERT INTO \(identifier: passages.name) (\(identifier: passages.text), \(identifier: passages.ordinal),
                \(identifier: passages.start), \(identifier: passages.end), \(identifier: passages.embedding))
            SELECT \(fragment: text), part.* FROM \(fragment: source)unnest(
                \(embedded?.ordinals ?? []), \(embedded?.starts ?? []),
                \(embedded?.ends ?? []), \(embedded?.vectors ?? [])) AS part
            """
    }
}
