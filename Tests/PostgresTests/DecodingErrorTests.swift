import Postgres
import TestSupport
import Testing

@Suite("What cannot be decoded")
struct DecodingErrorTests {
    private func failure(_ sql: SQL, _ decode: (PostgresRow) throws -> Void) async throws -> String {
        let row = try await withTestConnection { try await $0.query(sql)[0] }
        let error = try #require(throws: PostgresError.self) { try decode(row) }
        #expect(error.code == .decoding)
        return error.description
    }

    @Test("a wrong type names the column, its type and what was expected")
    func wrongType() async throws {
        let text = try await failure("SELECT 1.5::float8 AS score") { _ = try $0.decode(Int.self) }
        #expect(text.contains("\"score\""))
        #expect(text.contains("float8"))
        #expect(text.contains("int8"))
        for sql in ["SELECT 1", "SELECT true", "SELECT ARRAY['x']", "SELECT now()", "SELECT '\\x00'::bytea"] as [SQL] {
            _ = try await failure(sql) { _ = try $0.decode(String.self) }
        }
        _ = try await failure("SELECT 'x'::text") { _ = try $0.decode(Bool.self) }
        _ = try await failure("SELECT ARRAY[1]") { _ = try $0.decode([String].self) }
        _ = try await failure("SELECT 'x'::text") { _ = try $0.decode([String].self) }
        _ = try await failure("SELECT interval '1 day'") { _ = try $0.decode(String.self) }
        _ = try await failure("SELECT 1.5::float8") { _ = try $0.decode(Float.self) }
        _ = try await failure("SELECT ROW(1, 2)") { _ = try $0.decode(Vector.self) }
    }

    @Test("a number that does not fit is not cut", arguments: ["2147483648", "-2147483649"])
    func narrowing(number: String) async throws {
        let text = try await failure("SELECT \(unsafe: number)::int8") { _ = try $0.decode(Int32.self) }
        #expect(text.contains("does not fit"))
        _ = try await failure("SELECT 40000::int8") { _ = try $0.decode(Int16.self) }
        _ = try await failure("SELECT -1::int4") { _ = try $0.decode(UInt32.self) }
    }

    @Test("NULL is refused where no Optional was asked for")
    func null() async throws {
        let text = try await failure("SELECT NULL::int8 AS age") { _ = try $0.decode(Int.self) }
        #expect(text.contains("\"age\""))
        #expect(text.contains("NULL"))
        _ = try await failure("SELECT ARRAY[1, NULL]::int8[]") { _ = try $0.decode([Int].self) }
    }

    @Test("the number of types must be the number of columns")
    func count() async throws {
        let text = try await failure("SELECT 1, 2, 3") { _ = try $0.decode((Int, Int).self) }
        #expect(text.contains("3 columns"))
        _ = try await failure("SELECT 1") { _ = try $0.decode((Int, Int).self) }
    }

    @Test("an error about an unknown column lists the existing ones")
    func unknownColumn() async throws {
        let text = try await failure("SELECT 1 AS a, 2 AS b") { _ = try $0.decode(column: "c", as: Int.self) }
        #expect(text.contains("\"c\""))
        #expect(text.contains("a, b"))
        let row = try await withTestConnection { try await $0.query(#"SELECT 1 AS a, 2 AS "A""#)[0] }
        #expect(try row.decode(column: "A", as: Int.self) == 2)
    }

    @Test("an array of two dimensions is refused")
    func dimensions() async throws {
        let text = try await failure("SELECT ARRAY[[1],[2]]") { _ = try $0.decode([Int32].self) }
        #expect(text.contains("2 dimensions"))
    }
}
