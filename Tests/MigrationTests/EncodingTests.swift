import Migration
import Postgres
import TestSupport
import Testing

@Suite("Databases that are not UTF-8")
struct EncodingTests {
    @Test("are refused, with the way to one that is", arguments: ["SQL_ASCII", "LATIN1", "EUC_JP"])
    func refused(encoding: String) async throws {
        try await withTestDatabase { configuration in
            let connection = try await PostgresConnection.connect(configuration, logger: silentLogger)
            var otherConfiguration = configuration
            let name = (configuration.parameters["dbname"] ?? "") + "_other"
            otherConfiguration.parameters["dbname"] = name
            try await connection.script(
                """
                CREATE DATABASE \(quoteIdentifier(name)) TEMPLATE template0 ENCODING '\(encoding)'
                    LC_COLLATE 'C' LC_CTYPE 'C'
                """
            )
            let other = try await PostgresConnection.connect(otherConfiguration, logger: silentLogger)
            let error = await #expect(throws: MigrationError.self) {
                try await Migrator(sets: [OwnershipTests.cups], logger: silentLogger).up(on: other)
            }
            #expect(error?.code == .encoding)
            #expect(error?.description.contains("has the encoding \(encoding)") == true)
            #expect(error?.description.contains("createdb -E UTF8 -T template0") == true)
            let tables = try await other.query("SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace")
            #expect(tables.isEmpty)
            await other.close()
            try await connection.execute("DROP DATABASE \(identifier: name)")
            await connection.close()
        }
    }
}
