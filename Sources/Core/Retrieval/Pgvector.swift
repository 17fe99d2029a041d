package import Postgres

/// The pgvector of a database: which version, and in which schema.
package struct Pgvector: Sendable {
    /// The installed version, as in 0.8.6.
    package let version: String
    let schema: String

    /// Finds it by its extension, whatever stands on the search path.
    /// - Throws: ``RetrievalError`` where there is none, or this role may not use it.
    package init(of pool: PostgresPool) async throws {
        let found = try await pool.query(
            """
            SELECT extversion, nspname::text, has_schema_privilege(n.oid, 'USAGE'), current_user::text
            FROM pg_extension JOIN pg_namespace AS n ON n.oid = extnamespace WHERE extname = 'vector'
            """
        ).first
        guard let found else {
            throw RetrievalError(
                .table,
                "The database has no pgvector. Run `migrate up`, which installs it, or says what keeps it from that."
            )
        }
        let (version, schema, isUsable, role) = try found.decode((String, String, Bool, String).self)
        guard isUsable else {
            throw RetrievalError(
                .table,
                """
                pgvector is in the schema \(schema), which the role \(role) may not use. Have its owner run: \
                GRANT USAGE ON SCHEMA \(quoteIdentifier(schema)) TO \(quoteIdentifier(role))
                """
            )
        }
        self.version = version
        self.schema = schema
    }

    /// The operator for the cosine distance of two vectors.
    package var cosineDistance: SQL { distance(.cosine) }

    /// The cosine of two vectors.
    func cosine(_ one: SQL, _ other: SQL) -> SQL {
        "1 - (\(fragment: one) \(fragment: cosineDistance) \(fragment: other))"
    }

    /// The aggregate that gives the mean of vectors.
    var average: SQL { "\(identifier: schema).avg" }

    /// Whether an index scan goes on until enough rows pass a filter.
    package var hasIterativeScan: Bool { PgvectorVersion(version) >= PgvectorVersion("0.8.0") }

    /// A warning for operators about this version; nil where all is well.
    package var advice: String? { PgvectorVersion.advice(version) }
}
