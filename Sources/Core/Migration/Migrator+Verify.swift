package import Postgres

extension Migrator {
    /// What is wrong with the ledger and with those tables of the sets that are there. Changes nothing, and needs no
    /// right to read them.
    package func tableFaults(on connection: isolated PostgresConnection) async throws -> [TableFault] {
        try await Ownership.faults(of: [Ledger.table] + sets.flatMap(\.tables).map(\.name), on: connection)
    }

    /// Refuses a database whose texts are not UTF-8, and tables that others can make run what they like.
    ///
    /// - Throws: ``MigrationError``.
    package func verify(on connection: isolated PostgresConnection) async throws {
        let encoding = try await DatabaseEncoding.fault(on: connection).map { [$0] } ?? []
        if let error = MigrationError(.encoding, "This database cannot be used:", encoding) { throw error }
        let faults = try await tableFaults(on: connection)
        let introduction = "This database is not used, because others could make this program run what they like:"
        if let error = MigrationError(.foreign, introduction, faults) { throw error }
    }

    /// Refuses tables of another program that the first file of a set cannot adopt.
    func requireAdoptable(_ set: MigrationSet, on connection: isolated PostgresConnection) async throws {
        var faults: [TableFault] = []
        for table in set.tables { faults += try await Adoption.faults(of: table, on: connection) }
        if let error = MigrationError(.unfit, "What is there cannot be adopted:", faults) { throw error }
    }
}
