package import Postgres

/// The tables of a keyword index, which `paddle_keep_keywords` makes beside the table that it indexes.
package struct KeywordIndex: Sendable, Hashable {
    /// What is new: one row for each lexeme of each text.
    package let postings: QualifiedName
    /// What is old: some 256 of those a row.
    package let blocks: QualifiedName
    /// The rows of the table that wait to be indexed.
    package let backlog: QualifiedName
    /// The copy of the texts that is indexed, for a table of another program; nil where the table itself is.
    package let copy: QualifiedName?

    /// - Parameters:
    ///   - schema: That of the indexed table.
    ///   - prefix: What the names of the tables begin with.
    ///   - isOfCopy: Whether a copy of the texts is indexed.
    package init(schema: String = "public", prefix: String, isOfCopy: Bool = false) {
        copy = isOfCopy ? QualifiedName(schema: schema, "\(prefix)_texts") : nil
        postings = QualifiedName(schema: schema, "\(prefix)_postings")
        blocks = QualifiedName(schema: schema, "\(prefix)_posting_blocks")
        backlog = QualifiedName(schema: schema, "\(prefix)_keyword_backlog")
    }

    /// The tables.
    package var tables: [QualifiedName] { [postings, blocks, backlog] + [copy].compactMap(\.self) }

    /// Those that a search needs.
    var tablesToRead: [QualifiedName] { tables + [Self.registry] }

    /// The table that lists the indexes.
    static let registry = QualifiedName("paddle_keyword_indexes")
}

extension EmbeddedTable {
    /// The keyword index, where the database at hand has it.
    var presentKeywords: KeywordIndex? {
        guard let keywords, missing.isDisjoint(with: keywords.tablesToRead.map(\.name)) else { return nil }
        return keywords
    }

    /// The text search configuration of the index.
    var language: SQL {
        """
        (SELECT language::pg_catalog.regconfig FROM \(identifier: KeywordIndex.registry)
            WHERE indexed = \(fragment: indexedTable.relation))
        """
    }

    /// The table whose rows the keyword index knows.
    var indexedTable: QualifiedName { keywords?.copy ?? name }

    /// The text of a row `d` that is indexed.
    var indexedText: SQL {
        let texts = [title, content].compactMap { $0 }.map { "d.\(identifier: $0)" as SQL }.joined(separator: ", ")
        return "pg_catalog.concat_ws(E'\\n', \(fragment: texts))"
    }
}
