import Postgres

extension EmbeddedTableStore {
    /// Why a search finds a row, or does not; nil where there is no such row. It takes a few searches' time, and a few
    /// seconds at most for each place among all rows.
    package func explain(_ asked: SearchQuery, row: Int64) async throws -> RowExplanation? {
        guard let standing = try await standing(of: row, asked) else { return nil }
        let result = try await search(asked.withoutLeastScore)
        let place = result.hits.firstIndex { $0.id == row }
        let index = asked.mode == .vector ? nil : table.presentKeywords
        let condition =
            if let index = table.presentKeywords {
                try await self.condition(of: asked, index).0
            } else {
                self.condition(of: asked)
            }
        var keywords: KeywordSearch?
        var words: RowExplanation.Words?
        if let index {
            let search = try await self.keywords(of: asked, index)
            words = try await self.words(of: row, asked, search, where: condition)
            keywords = search
        }
        var meaning: RowExplanation.Meaning?
        if asked.mode != .keyword {
            meaning = try await self.meaning(of: row, asked, result, isAlone: index == nil, where: condition)
        }
        let parts =
            if let place {
                result.hits[place].parts
            } else if let keywords {
                try await parts(of: row, asked, beside: result.hits, keywords)
            } else {
                meaning?.similarity.map { ScoreParts(vector: min(1, max(0, $0))) }
            }
        let score = parts.map { $0.vector + $0.keyword }
        return RowExplanation(
            words: words,
            meaning: meaning,
            parts: parts,
            neighbours: parts.map { neighbours(in: $0, words, meaning) } ?? ScoreParts(),
            rank: place.map { $0 + 1 } ?? score.map { score in 1 + result.hits.count { $0.score > score } },
            isRanked: place != nil,
            isInFilter: standing.isInFilter,
            lackedPhrases: standing.lackedPhrases,
            excludedWords: standing.excludedWords,
            waitsForVector: standing.waitsForVector,
            waitsForPostings: standing.waitsForPostings
        )
    }

    /// The score of a row as if both legs had found it.
    private func parts(
        of row: Int64,
        _ asked: SearchQuery,
        beside hits: [SearchHit],
        _ keywords: KeywordSearch
    ) async throws -> ScoreParts? {
        // Feedback is taken from the best of them.
        let ids = hits.prefix(50).map(\.id) + [row]
        var scores = try await self.scores(keywords.scores(of: ids), where: nil)
        for id in ids where scores[id] == nil { scores[id] = 0 }
        let ranking = asked.withoutLeastScore.limited(to: Int32(ids.count))
        return try await rank(ranking, KeywordSearch.scored(scores), keywords, where: nil)
            .hits.first { $0.id == row }?.parts
    }

    /// What is left of a score without what the row would have if it stood alone.
    private func neighbours(
        in parts: ScoreParts,
        _ words: RowExplanation.Words?,
        _ meaning: RowExplanation.Meaning?
    ) -> ScoreParts {
        // Only in windows, whose mean with the row is its score.
        guard table.sequence != nil, let words else { return ScoreParts() }
        let weight = meaning == nil ? 0 : table.hybridWeight
        return ScoreParts(
            vector: parts.vector - weight * max(0, meaning?.similarity ?? 0),
            keyword: parts.keyword - (1 - weight) * words.score
        )
    }

    // MARK: The row itself

    private struct Standing {
        let isInFilter: Bool
        let waitsForVector: Bool
        let waitsForPostings: Bool
        let lackedPhrases: [String]
        let excludedWords: [String]
    }

    /// How a row stands to the conditions of a query; nil where there is no such row.
    private func standing(of row: Int64, _ asked: SearchQuery) async throws -> Standing? {
        let index = table.presentKeywords
        var (phrases, excluded) = ([String](), [String]())
        if index != nil {
            // A phrase of stop words alone asks for nothing.
            for phrase in asked.words.phrases where try await hasLexemes(phrase) { phrases.append(phrase) }
            for word in asked.words.excluded where try await hasLexemes(word) { excluded.append(word) }
        }
        let (id, language): (SQL, SQL) = ("d.\(identifier: table.id)", index == nil ? "NULL" : table.language)
        func held(_ texts: [String], _ isHeld: SQL) -> SQL {
            """
            ARRAY(SELECT asked.text FROM unnest(\(texts)) AS asked (text)
                WHERE public.paddle_has_phrase(\(fragment: language), \(fragment: table.indexedText), asked.text) = \(fragment: isHeld))
            """
        }
        let isBehind: SQL =
            index.map { "EXISTS (SELECT FROM \(identifier: $0.backlog) AS b WHERE b.id = \(fragment: id))" } ?? "false"
        return try await pool.query(
            """
            SELECT coalesce(\(fragment: condition(of: asked) ?? "true"), false), \(fragment: table.isWaiting("d")),
                \(fragment: isBehind), \(fragment: held(phrases, "false")), \(fragment: held(excluded, "true"))
            FROM \(identifier: table.name) AS d WHERE \(fragment: id) = \(row)
            """
        ).first.map { row in
            let (isInFilter, vector, postings, lacked, excluded) = try row.decode(
                (Bool, Bool, Bool, [String], [String]).self
            )
            return Standing(
                isInFilter: isInFilter,
                waitsForVector: vector,
                waitsForPostings: postings,
                lackedPhrases: lacked,
                excludedWords: excluded
            )
        }
    }
}
