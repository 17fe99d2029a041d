import Postgres
import TestSupport
import Testing

@Suite("SQL by string interpolation")
struct SQLTests {
    @Test("values become parameters")
    func values() async throws {
        let sql: SQL = "SELECT \(1) + \(2), \("it's")"
        #expect(sql.text == "SELECT $1 + $2, $3")
        let row = try await withTestConnection { try await $0.query(sql)[0].decode((Int, String).self) }
        #expect(row == (3, "it's"))
    }
}
