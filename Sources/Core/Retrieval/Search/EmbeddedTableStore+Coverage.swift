import Postgres

extension EmbeddedTableStore {
    /// How much of a question each of some texts says: what its words weigh, by their rarity in the table, of those that are
    /// in the text, as shares that together are at most 1. In the order of the texts, which need not be of the table.
    package func coverage(of question: String, in texts: [String]) async throws -> [[String: Double]] {
        let none = texts.map { _ in [String: Double]() }
        guard !texts.isEmpty, let index = table.presentKeywords else { return none }
        let terms = try await terms(of: KeywordQuery(question).text, index)
        guard terms.most > 0, !terms.known.isEmpty else { return none }
        let shares = Dictionary(terms.known.map { ($0.lexeme, 2.2 * $0.gain / terms.most) }) { first, _ in first }
        return try await lexemes(of: texts, among: terms.known.map(\.lexeme)).map { lexemes in
            shares.filter { lexemes.contains($0.key) }
        }
    }

    /// The words of texts as the table's index has them, in the order of the texts: `parrot` for "Parrots", none for "the".
    package func lexemes(of texts: [String]) async throws -> [Set<String>] {
        guard table.presentKeywords != nil else { return texts.map { _ in [] } }
        return try await lexemes(of: texts, among: nil)
    }

    private func lexemes(of texts: [String], among known: [String]?) async throws -> [Set<String>] {
        guard !texts.isEmpty else { return [] }
        let rows = try await pool.query(
            """
            SELECT given.place::pg_catalog.int4, word.lexeme
            FROM unnest(\(texts)) WITH ORDINALITY AS given (text, place),
                public.paddle_lexemes(\(fragment: table.language), given.text) AS word
            WHERE \(known)::pg_catalog.text[] IS NULL OR word.lexeme = ANY (\(known))
            """
        ).map { try $0.decode((Int32, String).self) }
        var lexemes = texts.map { _ in Set<String>() }
        for (place, lexeme) in rows { lexemes[Int(place) - 1].insert(lexeme) }
        return lexemes
    }
}
