import Postgres
import TestSupport
import Testing

@Suite("Vectors of pgvector")
struct VectorTests {
    @Test("vectors survive the way there and back, alone and in arrays")
    func roundTrip() async throws {
        let elements = randomElements()
        try await withTestConnection { connection async throws in
            try await connection.execute("CREATE EXTENSION vector")
            let row = try await connection.query(
                """
                SELECT \(Vector(elements)), \([Vector([1]), nil, Vector([2, 3])]), \(nil as Vector?),
                    (\(Vector([1, 2])) <-> '[1,4]')::float8
                """
            )[0].decode((Vector, [Vector?], Vector?, Double).self)
            #expect(row.0 == Vector(elements))
            #expect(row.1 == [Vector([1]), nil, Vector([2, 3])])
            #expect(row.2 == nil)
            #expect(row.3 == 2)
        }
    }

    @Test("vectors of half precision do so too, and by COPY, where pgvector has them: from 0.7 on")
    func halfPrecision() async throws {
        let elements = randomElements()
        let halves = HalfVector(elements.map { Float(Float16($0)) })
        try await withTestConnection { connection async throws in
            try await connection.execute("CREATE EXTENSION vector")
            let isKnown = try await connection.query("SELECT to_regtype('halfvec') IS NOT NULL")[0].decode(Bool.self)
            guard isKnown else { return }
            let row = try await connection.query("SELECT \(HalfVector(elements)), \([HalfVector([0.5])])")[0]
                .decode((HalfVector, [HalfVector]).self)
            #expect(row.0 == halves)
            #expect(row.1 == [HalfVector([0.5])])
            try await connection.execute("CREATE TABLE t (v halfvec)")
            try await connection.copyIn(into: "t", columns: ["v"], rows: [PostgresBinds(HalfVector(elements))])
            #expect(try await connection.query("SELECT v FROM t")[0].decode(HalfVector.self) == halves)
        }
    }

    private func randomElements() -> [Float] {
        var generator = SeededGenerator(seed: 7)
        return (0..<384).map { _ in Float.random(in: -1...1, using: &generator) }
    }

    @Test("without the extension the error says how to get it; once it is there, the same connection works")
    func extensionAppears() async throws {
        try await withTestDatabase { configuration async throws in
            let connection = try await PostgresConnection.connect(configuration, logger: testLogger)
            let error = await #expect(throws: PostgresError.self) {
                try await connection.query("SELECT \(Vector([1]))")
            }
            #expect(error?.message.contains("CREATE EXTENSION vector") == true)
            let other = try await PostgresConnection.connect(configuration, logger: testLogger)
            try await other.execute("CREATE EXTENSION vector")
            #expect(try await connection.query("SELECT \(Vector([1]))")[0].decode(Vector.self) == Vector([1]))

            // Created again, the type has another number.
            try await other.script("DROP EXTENSION vector; CREATE EXTENSION vector")
            #expect(try await connection.query("SELECT \(Vector([1]))")[0].decode(Vector.self) == Vector([1]))
            await other.close()
            await connection.close()
        }
    }

    @Test("a type learnt in a transaction that is rolled back is forgotten")
    func rolledBack() async throws {
        try await withTestConnection { connection async throws in
            struct Stop: Error {}
            await #expect(throws: Stop.self) {
                try await connection.transaction { connection in
                    try await connection.execute("CREATE EXTENSION vector")
                    try await connection.execute("SELECT \(Vector([1]))")
                    throw Stop()
                }
            }
            try await connection.execute("CREATE EXTENSION vector")
            #expect(try await connection.query("SELECT \(Vector([2]))")[0].decode(Vector.self) == Vector([2]))
        }
    }

    @Test("the extension may live in a schema that is not on the search path")
    func otherSchema() async throws {
        try await withTestConnection { connection async throws in
            try await connection.script("CREATE SCHEMA ext; CREATE EXTENSION vector SCHEMA ext")
            #expect(try await connection.query("SELECT \(Vector([3]))")[0].decode(Vector.self) == Vector([3]))
        }
    }

    @Test("empty and overlong vectors are refused before anything is sent", arguments: [0, 16_001, 70_000])
    func dimensions(count: Int) async throws {
        try await withTestConnection { connection async throws in
            let error = await #expect(throws: PostgresError.self) {
                try await connection.query("SELECT \(Vector(Array(repeating: 1, count: count)))")
            }
            #expect(error?.code == .encoding)
            #expect(error?.message.contains("\(count) dimensions") == true)
        }
    }
}
