package import Postgres

extension Migrator {
    /// What is wrong with the ledger and with those tables of the sets that are there. Changes nothing, and needs no
    /// right to read them.
    ///
    /// - Parameter forReading: Whether only what happens to those who read a table counts.
    package func tableFaults(
        on connection: isolated PostgresConnection,
        forReading: Bool = false
    ) async throws -> [TableFault] {
        let tables = [Ledger.table] + sets.flatMap(\.tables).map(\.name)
        return try await Ownership.faults(of: tables, forReading: forReading, on: connection)
    }

    /// What stands where a pending file is about to make something; empty where the role may not read the ledger.
    package func nameFaults(on connection: isolated PostgresConnection) async throws -> [TableFault] {
        var pending = try await pendingFiles(on: connection)
        while !pending.isEmpty {
            let faults = try await TakenNames(pending).faults(on: connection)
            if faults.isEmpty { return [] }
            // What is there may be what another process has just made by these files.
            let before = pending.count
            pending = try await pendingFiles(on: connection)
            if pending.count == before { return faults }
        }
        return []
    }

    private func pendingFiles(on connection: isolated PostgresConnection) async throws -> [MigrationFile] {
        guard let pending = try await pending(on: connection) else { return [] }
        return sets.flatMap { set in
            set.files.filter { file in pending.contains { $0.set == set.name && $0.version == file.version } }
        }
    }

    /// Refuses a database whose texts are not UTF-8, and tables that others can make run what they like.
    ///
    /// - Throws: ``MigrationError``.
    package func verify(on connection: isolated PostgresConnection, forReading: Bool = false) async throws {
        let encoding = try await DatabaseEncoding.fault(on: connection).map { [$0] } ?? []
        if let error = MigrationError(.encoding, "This database cannot be used:", encoding) { throw error }
        let faults = try await tableFaults(on: connection, forReading: forReading)
        let introduction = "This database is not used, because others could make this program run what they like:"
        if let error = MigrationError(.foreign, introduction, faults) { throw error }
    }

    /// The files that are pending, for a program that does not apply them; nil where its role may not read the ledger.
    ///
    /// - Throws: ``MigrationError`` where the ledger contradicts this program.
    package func pending(on connection: isolated PostgresConnection) async throws -> [MigrationStatus]? {
        do {
            return try await status(on: connection).filter { $0.appliedAt == nil }
        } catch let error as PostgresError where error.sqlState == .insufficientPrivilege {
            return nil
        }
    }

    /// The tables that are not there, of those that can be read in a database that nobody has migrated.
    package func missingTables(on connection: isolated PostgresConnection) async throws -> [QualifiedName] {
        let tables = sets.flatMap(\.tables).filter(\.isAdoptable).map(\.name)
        return try await connection.query(
            """
            SELECT wanted.schema, wanted.name
            FROM ROWS FROM (
                pg_catalog.unnest(\(tables.map(\.schema))), pg_catalog.unnest(\(tables.map(\.name)))
            ) AS wanted(schema, name)
            WHERE NOT EXISTS (
                SELECT FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE n.nspname = wanted.schema AND c.relname = wanted.name)
            """
        ).map { row in
            let (schema, name) = try row.decode((String, String).self)
            return QualifiedName(schema: schema, name)
        }
    }

    /// Refuses tables of another program that the first file of a set cannot adopt.
    func requireAdoptable(_ set: MigrationSet, on connection: isolated PostgresConnection) async throws {
        var faults: [TableFault] = []
        for table in set.tables { faults += try await Adoption.faults(of: table, on: connection) }
        if let error = MigrationError(.unfit, "What is there cannot be adopted:", faults) { throw error }
    }
}
