package import Postgres

/// Texts are UTF-8, so a database of another encoding would refuse some, or keep bytes that it cannot read again.
package enum DatabaseEncoding {
    /// What is wrong with the database's encoding; nil where it is UTF-8.
    package static func fault(on connection: isolated PostgresConnection) async throws -> TableFault? {
        let (encoding, name) = try await connection.query(
            "SELECT pg_catalog.current_setting('server_encoding'), pg_catalog.current_database()::pg_catalog.text"
        )[0].decode((String, String).self)
        guard encoding != "UTF8" else { return nil }
        return TableFault(
            problem: "the database \(name) has the encoding \(encoding), and texts need UTF8",
            remedy: """
                Make one that has, and bring the rows over: createdb -E UTF8 -T template0 NEW \
                (with --locale=C.UTF-8 where it refuses); pg_dump \(name) | psql NEW. The encoding of a database cannot \
                be changed
                """
        )
    }
}
