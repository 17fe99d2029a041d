import FoundationEssentials
import Postgres
import TestSupport
import Testing

@Suite("Values survive the way to the server and back")
struct CodecTests {
    private func roundTrip<Value: PostgresEncodable & Equatable>(
        _ values: [Value],
        on connection: PostgresConnection
    ) async throws {
        for value in values {
            let returned = try await connection.query("SELECT \(value)")[0].decode(Value.self)
            #expect(returned == value)
        }
    }

    private func roundTripArray<Value: PostgresArrayElement & Equatable>(
        _ values: [Value],
        on connection: PostgresConnection
    ) async throws {
        try await roundTrip(values, on: connection)
        try await roundTrip([values, []], on: connection)
        let withNulls: [Value?] = [nil] + values.map(Optional.some) + [nil]
        try await roundTrip([withNulls, [nil]], on: connection)
    }

    @Test("the edges of every type, alone and in arrays with NULLs")
    func edges() async throws {
        try await withTestConnection { connection async throws in
            try await roundTripArray([Int.min, -1, 0, 1, .max], on: connection)
            try await roundTripArray([Int64.min, .max], on: connection)
            try await roundTripArray([Int32.min, -1, 0, .max], on: connection)
            try await roundTripArray([Int16.min, -1, 0, .max], on: connection)
            try await roundTripArray([UInt32.min, .max], on: connection)
            try await roundTripArray([true, false], on: connection)
            try await roundTripArray(
                [0.0, 1.5, -.infinity, .infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude],
                on: connection
            )
            try await roundTripArray([Float(0), -1.5, .infinity, .greatestFiniteMagnitude], on: connection)
            try await roundTripArray(
                ["", "a", "ünï 🎉 \u{1}", "\"quoted\", {braces}, \\", "\u{FFFD}", "e\u{301}"],
                on: connection
            )
            try await roundTripArray([Bytea([]), Bytea([0]), Bytea(0...255)], on: connection)
            try await roundTripArray(
                [UUID(), UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))],
                on: connection
            )
            try await roundTripArray(
                [JSONText(#"{"a": [1, null]}"#), JSONText("null"), JSONText(#""""#)],
                on: connection
            )
            let nan = try await connection.query("SELECT \(Double.nan), \(Float.nan)")[0].decode((Double, Float).self)
            #expect(nan.0.isNaN && nan.1.isNaN)
        }
    }

    @Test("random values of every type", arguments: 1...5)
    func random(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        let integers = (0..<200).map { _ in Int(truncatingIfNeeded: generator.next() >> (generator.next() % 64)) }
        let doubles = (0..<200).map { _ in Double(bitPattern: generator.next()) }.filter { !$0.isNaN }
        let floats = (0..<200).map { _ in Float(bitPattern: UInt32(truncatingIfNeeded: generator.next())) }
            .filter { !$0.isNaN }
        let strings = (0..<200).map { _ in
            String(
                String.UnicodeScalarView(
                    (0..<generator.next() % 50).map { _ in
                        Unicode.Scalar(UInt32.random(in: 1...0x10FFFF, using: &generator)) ?? "x"
                    }
                )
            )
        }
        let blobs = (0..<100).map { _ in
            Bytea((0..<generator.next() % 500).map { _ in UInt8(truncatingIfNeeded: generator.next()) })
        }
        // Any microsecond from 1900 to 2100.
        let dates = (0..<200).map { _ in
            Date(
                timeIntervalSince1970: Double(
                    Int64.random(
                        in: -2_208_988_800_000_000...4_102_444_800_000_000,
                        using: &generator
                    )
                ) / 1e6
            )
        }
        try await withTestConnection { connection async throws in
            let row = try await connection.query(
                "SELECT \(integers), \(doubles), \(floats), \(strings), \(blobs), \(dates)"
            )[0]
            .decode(([Int], [Double], [Float], [String], [Bytea], [Date]).self)
            #expect(row.0 == integers)
            #expect(row.1 == doubles)
            #expect(row.2 == floats)
            #expect(row.3 == strings)
            #expect(row.4 == blobs)
            for (returned, sent) in zip(row.5, dates) {
                #expect(abs(returned.timeIntervalSince(sent)) < 0.5e-6)
            }
        }
    }

    @Test("the server reads the same values as its own text format has")
    func serverAgrees() async throws {
        try await withTestConnection { connection async throws in
            let date = Date(timeIntervalSince1970: 1_700_000_000.123456)
            let row = try await connection.query(
                """
                SELECT \(-7)::text, \(2.5)::text, \(true)::text, \(Bytea([0xDE, 0xAD]))::text,
                    (\(date) AT TIME ZONE 'UTC')::text, \(["a", nil, "b c"])::text, \(JSONText("[1,2]"))::text
                """
            )[0].decode((String, String, String, String, String, String, String).self)
            #expect(row.0 == "-7")
            #expect(row.1 == "2.5")
            #expect(row.2 == "true")
            #expect(row.3 == "\\xdead")
            #expect(row.4 == "2023-11-14 22:13:20.123456")
            #expect(row.5 == #"{a,NULL,"b c"}"#)
            #expect(row.6 == "[1, 2]")
        }
    }

    @Test("dates are exact to the microsecond, before 2000 too")
    func dates() async throws {
        try await withTestConnection { connection async throws in
            for microsecond in [0, 1, 499_999, 500_000, 999_999] {
                for year in [
                    "1969-12-31 23:59:59", "1999-12-31 23:59:59", "2026-11-24 08:00:00", "1752-09-14 12:00:00",
                    "2250-01-01 00:00:00",
                ] {
                    let digits = String(repeating: "0", count: 6 - "\(microsecond)".count) + "\(microsecond)"
                    let text = "\(year).\(digits)+00"
                    let date = try await connection.query("SELECT \(text)::timestamptz")[0].decode(Date.self)
                    #expect(try await connection.query("SELECT \(date) = \(text)::timestamptz")[0].decode(Bool.self))
                }
            }
            let row = try await connection.query(
                "SELECT timestamp '2000-01-01 00:00:01', date '2000-01-02', timestamptz '2000-01-01 00:00:00+00'"
            )[0]
            .decode((Date, Date, Date).self)
            #expect(row.0.timeIntervalSince(row.2) == 1)
            #expect(row.1.timeIntervalSince(row.2) == 86_400)
        }
    }

    @Test("a date out of range or infinite is refused, both ways")
    func infiniteDates() async throws {
        try await withTestConnection { connection async throws in
            for text in ["infinity", "-infinity"] {
                let row = try await connection.query("SELECT \(text)::timestamptz AS end")[0]
                let error = #expect(throws: PostgresError.self) { try row.decode(Date.self) }
                #expect(error?.code == .decoding)
                #expect(error?.message.contains("infinity") == true)
            }
            for seconds in [Double.infinity, -.infinity, .nan, 1e16, -1e16, 1e300] {
                let error = await #expect(throws: PostgresError.self) {
                    try await connection.query("SELECT \(Date(timeIntervalSinceReferenceDate: seconds))")
                }
                #expect(error?.code == .encoding)
            }
        }
    }

    @Test(
        "numeric is read as exact text",
        arguments: [
            "0", "1", "-1", "0.1", "-0.0001", "10000", "12345678901234567890.123456789", "0.00000000000000000001",
            "100000000000000000000000000000000", "1.10", "0.00", "99999999.9999", "NaN", "Infinity", "-Infinity",
        ]
    )
    func numeric(text: String) async throws {
        let row = try await withTestConnection { try await $0.query("SELECT \(text)::numeric")[0] }
        #expect(try row.decode(String.self) == text)
        let number = try row.decode(Double.self)
        #expect(number == Double(text) || number.isNaN && text == "NaN")
    }

    @Test(
        "every text-like type is read as a String",
        arguments: [
            ("'a'::text", "a"), ("'b'::varchar(3)", "b"), ("'c'::char(3)", "c  "), ("'d'::name", "d"),
            ("'e'::\"char\"", "e"), ("'[1]'::json", "[1]"), ("'[ 1 ]'::jsonb", "[1]"),
            ("pg_notify('x', 'y')", ""),
        ]
    )
    func textTypes(expression: String, text: String) async throws {
        let row = try await withTestConnection { try await $0.query("SELECT \(unsafe: expression)")[0] }
        #expect(try row.decode(String.self) == text)
    }

    private enum Status: String, PostgresArrayElement, CaseIterable { case open, closed }
    private enum Level: Int32, PostgresArrayElement { case low = 1, high }

    @Test("enums travel as their raw values")
    func enums() async throws {
        let row = try await withTestConnection {
            try await $0.query("SELECT \(Status.open), \(Status.allCases), \(Level.high), 'lost', \(nil as Level?)")[0]
        }
        let (one, all, level, other, null) = try row.decode((Status, [Status], Level, String, Level?).self)
        #expect(one == .open && all == [.open, .closed] && level == .high && other == "lost" && null == nil)
        let error = #expect(throws: PostgresError.self) {
            try row.decode((Status, [Status], Level, Status, Level?).self)
        }
        #expect(error?.code == .decoding)
    }
}
