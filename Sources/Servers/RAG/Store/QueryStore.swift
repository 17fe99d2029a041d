import Postgres
import Retrieval

/// A question with its answer, as it is to be stored.
struct NewQuery: Sendable {
    var question: String
    /// The context that the answer was made of.
    var context: String
    /// The answer; empty where the sources do not say.
    var response: String
    var metadata: JSONText
    /// `extraction`, `model` or `client`.
    var answeredBy: String
    var abstained: Bool
    var model: String?
    var promptTokens: Int32?
    var completionTokens: Int32?
    var milliseconds: Float
    var trace: JSONText
}

/// A question with its answer, as it is stored.
struct QueryRow: Sendable {
    let id: Int32
    let session: String?
    let question: String
    let context: String?
    let response: String?
    let metadata: JSONText?
    let answeredBy: String?
    let abstained: Bool?
    let model: String?
    let promptTokens: Int32?
    let completionTokens: Int32?
    let milliseconds: Float?
    let trace: JSONText?
    let rating: Int16?
    let comment: String?
    let createdAt: String?

    /// What ``init(_:)`` reads of a question `q` and its session `s`.
    ///
    /// - Parameter isWhole: Whether the context and the trace are read, which are long.
    static func columns(isWhole: Bool) -> SQL {
        """
        q.id, s.session_id, q.query_text, \(fragment: isWhole ? "q.context_used" : "NULL::pg_catalog.text"), q.response,
        q.metadata, q.answered_by, q.abstained, q.model, q.prompt_tokens, q.completion_tokens, q.duration_ms,
        \(fragment: isWhole ? "q.trace" : "NULL::pg_catalog.jsonb"), q.rating, q.rating_comment,
        \(fragment: .text(ofTimestamp: "q.created_at"))
        """
    }

    static let tables: SQL = "public.rag_queries AS q LEFT JOIN public.rag_sessions AS s ON s.id = q.session_id"

    init(_ row: PostgresRow) throws {
        (
            id, session, question, context, response, metadata, answeredBy, abstained, model, promptTokens,
            completionTokens, milliseconds, trace, rating, comment, createdAt
        ) = try row.decode(
            (
                Int32, String?, String, String?, String?, JSONText?, String?, Bool?, String?, Int32?, Int32?, Float?,
                JSONText?, Int16?, String?, String?
            ).self
        )
    }
}

/// A session as lists show it.
struct SessionRow: Sendable {
    let id: Int32
    let session: String
    let title: String?
    let queries: Int64
    let createdAt: String?
    let updatedAt: String?
}

/// The SQL of sessions and questions.
struct QueryStore: Sendable {
    let pool: PostgresPool

    // MARK: Sessions

    /// The session of this name, which is made where it is not there. The connection is in a transaction.
    func session(_ name: String, on connection: PostgresConnection) async throws -> Int32 {
        try await connection.query(
            """
            INSERT INTO public.rag_sessions (session_id) VALUES (\(name))
            ON CONFLICT (session_id) DO UPDATE SET updated_at = statement_timestamp() RETURNING id
            """
        )[0].decode(Int32.self)
    }

    /// The sessions, the last used first.
    func sessions(after position: (updatedAt: String, id: Int32)?, limit: Int32) async throws -> [SessionRow] {
        let condition: SQL =
            if let position {
                """
                (coalesce(s.updated_at, '-infinity'), s.id)
                    < (\(position.updatedAt)::pg_catalog.text::pg_catalog.timestamptz, \(position.id))
                """
            } else {
                "true"
            }
        return try await pool.query(
            """
            SELECT \(fragment: Self.sessionColumns) FROM public.rag_sessions AS s WHERE \(fragment: condition)
            ORDER BY coalesce(s.updated_at, '-infinity') DESC, s.id DESC LIMIT \(limit)
            """
        ).map(Self.session)
    }

    /// The session of this name; nil where there is none.
    func session(_ name: String) async throws -> SessionRow? {
        try await pool.query(
            "SELECT \(fragment: Self.sessionColumns) FROM public.rag_sessions AS s WHERE s.session_id = \(name)"
        ).first.map(Self.session)
    }

    private static let sessionColumns: SQL = """
        s.id, s.session_id::pg_catalog.text, s.title,
        (SELECT count(*) FROM public.rag_queries AS q WHERE q.session_id = s.id),
        \(fragment: .text(ofTimestamp: "s.created_at")), \(fragment: .text(ofTimestamp: "s.updated_at"))
        """

    private static func session(_ row: PostgresRow) throws -> SessionRow {
        let (id, name, title, queries, createdAt, updatedAt) = try row.decode(
            (Int32, String, String?, Int64, String?, String?).self
        )
        return SessionRow(
            id: id,
            session: name,
            title: title,
            queries: queries,
            createdAt: createdAt,
            updatedAt: updatedAt
        )
    }

    // MARK: Questions

    /// Stores a question with its answer, and returns its id. The connection is in a transaction.
    func store(_ query: NewQuery, in session: Int32?, on connection: PostgresConnection) async throws -> Int32 {
        try await connection.query(
            """
            INSERT INTO public.rag_queries (session_id, query_text, context_used, response, metadata, answered_by,
                abstained, model, prompt_tokens, completion_tokens, duration_ms, trace)
            VALUES (\(session), \(query.question), \(query.context), \(query.response), \(query.metadata),
                \(query.answeredBy), \(query.abstained), \(query.model), \(query.promptTokens),
                \(query.completionTokens), \(query.milliseconds), \(query.trace))
            RETURNING id
            """
        )[0].decode(Int32.self)
    }

    /// The question, or nil where there is none.
    func query(_ id: Int32) async throws -> QueryRow? {
        try await pool.query(
            """
            SELECT \(fragment: QueryRow.columns(isWhole: true)) FROM \(fragment: QueryRow.tables) WHERE q.id = \(id)
            """
        ).first.map(QueryRow.init)
    }

    /// The questions of a session, the last first, without their contexts and traces.
    func queries(of session: Int32, before id: Int32?, limit: Int32) async throws -> [QueryRow] {
        try await pool.query(
            """
            SELECT \(fragment: QueryRow.columns(isWhole: false)) FROM \(fragment: QueryRow.tables)
            WHERE q.session_id = \(session) AND q.id < \(id.map(Int64.init) ?? .max) ORDER BY q.id DESC LIMIT \(limit)
            """
        ).map(QueryRow.init)
    }

    /// The last questions of a session, as they were searched for, and their answers; the first first.
    func history(of session: String, limit: Int32) async throws -> [PastQuestion] {
        try await pool.query(
            """
            SELECT coalesce(q.trace ->> 'rewritten', q.query_text), coalesce(q.response, '')
            FROM \(fragment: QueryRow.tables) WHERE s.session_id = \(session) ORDER BY q.id DESC LIMIT \(limit)
            """
        ).map { row in
            let (question, answer) = try row.decode((String, String).self)
            return PastQuestion(question: question, answer: answer)
        }
        .reversed()
    }

    /// Notes what somebody thinks of an answer; false where there is no such question.
    func rate(_ id: Int32, _ rating: Int16, comment: String?, on connection: PostgresConnection) async throws -> Bool {
        try await connection.execute(
            """
            UPDATE public.rag_queries SET rating = \(rating), rating_comment = \(comment), rated_at = statement_timestamp()
            WHERE id = \(id)
            """
        ) > 0
    }
}
