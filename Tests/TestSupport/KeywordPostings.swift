/// Queries for the postings of the documents, to hold an index of words against one that is made anew of the same rows.
package enum KeywordPostings {
    /// As the index tells them, wherever they are.
    package static let kept = """
        SELECT lexeme, id, count::int4, length::int4 FROM document_postings WHERE count > 0
        UNION ALL
        SELECT b.lexeme, p.id, p.count::int4, p.length::int4
        FROM document_posting_blocks AS b, unnest(b.ids, b.counts, b.lengths) AS p (id, count, length)
        WHERE NOT EXISTS (SELECT FROM document_postings AS n WHERE n.lexeme = b.lexeme AND n.id = p.id)
        ORDER BY 1, 2
        """

    /// As an index says that is made anew.
    package static let fresh = """
        WITH word AS (
            SELECT d.id, w.lexeme, w.count, sum(w.count) OVER (PARTITION BY d.id) AS length
            FROM documents AS d, paddle_lexemes('english', concat_ws(E'\\n', title, content)) AS w)
        SELECT lexeme COLLATE "C", id, count::int4, length::int4 FROM word
        UNION ALL
        SELECT '', d.id, 1, coalesce((SELECT max(length) FROM word WHERE word.id = d.id), 0)::int4
        FROM documents AS d
        ORDER BY 1, 2
        """
}
