import Postgres
import TestSupport
import Testing

@Suite("SQL by string interpolation")
struct SQLTests {
    @Test("values become parameters, never text")
    func values() async throws {
        let hostile = "'; DROP TABLE students; --"
        let sql: SQL = "SELECT \(1) + \(2), \(hostile)"
        #expect(sql.text == "SELECT $1 + $2, $3")
        let row = try await withTestConnection { try await $0.query(sql)[0].decode((Int, String).self) }
        #expect(row == (3, hostile))
    }

    @Test("a fragment brings its values, renumbered")
    func fragments() async throws {
        let inner: SQL = "a > \(10) AND b = \("x")"
        let twice: SQL = "\(fragment: inner) OR (\(fragment: inner))"
        let sql: SQL = "SELECT * FROM t WHERE c = \(true) AND (\(fragment: twice)) LIMIT \(5)"
        #expect(
            sql.text == "SELECT * FROM t WHERE c = $1 AND (a > $2 AND b = $3 OR (a > $4 AND b = $5)) LIMIT $6"
        )
        #expect(sql.binds.count == 6)
    }

    @Test("renumbering holds past nine values, and leaves a $1 in raw text alone")
    func manyFragments() async throws {
        let parts: [SQL] = (0..<150).map { "\($0)" }
        let sql: SQL = "SELECT ARRAY[\(fragment: parts.joined(separator: ", "))], \(unsafe: "'$1'")"
        let (numbers, text) = try await withTestConnection {
            try await $0.query(sql)[0].decode(([Int], String).self)
        }
        #expect(numbers == Array(0..<150))
        #expect(text == "$1")
    }

    @Test("an identifier is always quoted", arguments: [#"plain"#, #"we"ird"#, "ünï", "a.b", "select", " "])
    func identifiers(name: String) async throws {
        let columns = try await withTestConnection { try await $0.query("SELECT 1 AS \(identifier: name)").columns }
        #expect(columns == [name])
    }

    @Test("nil is NULL of the right type")
    func null() async throws {
        let types = try await withTestConnection {
            try await $0.query(
                """
                SELECT pg_typeof(\(nil as Int?))::text, pg_typeof(\(nil as String?))::text,
                    pg_typeof(\(nil as [Double]?))::text, \(nil as Bool?) IS NULL
                """
            )[0].decode((String, String, String, Bool).self)
        }
        #expect(types == ("bigint", "text", "double precision[]", true))
    }

    @Test("NUL in a value is refused before anything is sent, and named")
    func nulInValue() async throws {
        try await withTestConnection { connection async throws in
            let error = await #expect(throws: PostgresError.self) {
                try await connection.query("SELECT \(1), \("secret\0text")")
            }
            #expect(error?.code == .encoding)
            #expect(error?.message.contains("value 2") == true)
            #expect(error?.message.contains("NUL") == true)
            #expect(error?.description.contains("secret") == false)
            #expect(try await connection.query("SELECT 1").count == 1)
        }
    }

    @Test("NUL in the text is refused, where libpq would cut the text")
    func nulInText() async throws {
        try await withTestConnection { connection async throws in
            for sql in ["SELECT \(unsafe: "1\0; garbage")", "SELECT 1 AS \(identifier: "a\0b")"] as [SQL] {
                let error = await #expect(throws: PostgresError.self) { try await connection.query(sql) }
                #expect(error?.code == .encoding)
            }
            let error = await #expect(throws: PostgresError.self) { try await connection.script("SELECT 1;\0") }
            #expect(error?.code == .encoding)
        }
    }

    @Test("more than 65,535 values are refused with the way out")
    func tooManyValues() async throws {
        try await withTestConnection { connection async throws in
            let most = (0..<65_535).map { "\($0)" as SQL }.joined(separator: ",")
            #expect(try await connection.query("SELECT 7 IN (\(fragment: most))")[0].decode(Bool.self))
        }
        try await withTestConnection { connection async throws in
            let tooMany = (0..<65_536).map { "\($0)" as SQL }.joined(separator: ",")
            let error = await #expect(throws: PostgresError.self) {
                try await connection.query("SELECT 1 WHERE 1 IN (\(fragment: tooMany))")
            }
            #expect(error?.code == .encoding)
            #expect(error?.message.contains("65,535") == true)
            #expect(try await connection.query("SELECT 1").count == 1)
        }
    }
}
