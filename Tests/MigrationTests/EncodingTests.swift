import Migration
import Postgres
import TestSupport
import Testing

@Suite("Databases that are not UTF-8")
struct EncodingTests {
    @Test("are refused, with the way to one that is", arguments: ["SQL_ASCII", "LATIN1", "EUC_JP"])
    func refused(encoding: String) async throws {
        try await withDatabaseAccess { database in
            try await database.withDatabase(encoding: encoding) { other in
                let configuration = try PostgresConfiguration(url: other.url)
                let connection = try await PostgresConnection.connect(configuration, logger: silentLogger)
                let error = await #expect(throws: MigrationError.self) {
                    try await Migrator(sets: [OwnershipTests.cups], logger: silentLogger).up(on: connection)
                }
                #expect(error?.code == .encoding)
                #expect(error?.description.contains("has the encoding \(encoding)") == true)
                #expect(error?.description.contains("createdb -E UTF8 -T template0") == true)
                await connection.close()
                let made = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
                #expect(try await other.rows(made).isEmpty)
            }
        }
    }
}
