import Coordination
import Migration
import Postgres
import TestSupport
import Testing

@Suite("Telling of changed rows")
struct ChangeTriggerTests {
    private static let cups = """
        CREATE SCHEMA "Tea Room";
        CREATE TABLE "Tea Room"."Cups" ("The id" bigint PRIMARY KEY, "Name" text, colour text, note json, washed int);
        CALL public.paddle_watch_changes('"Tea Room"."Cups"', 'cups', 'The id', '{Name,colour,note}', '{Name,colour}');
        """

    @Test("one notification a statement: which rows, and whether lists look different")
    func statements() async throws {
        try await ChangeBench.run(Self.cups) { bench in
            let told = try await bench.told(
                "cups",
                by: #"INSERT INTO "Tea Room"."Cups" VALUES (9000000001, 'a', 'red', '{}'), (2, 'b', 'blue', '{}')"#,
                #"UPDATE "Tea Room"."Cups" SET note = '{"x":1}' WHERE "The id" = 2"#,
                #"UPDATE "Tea Room"."Cups" SET colour = NULL WHERE "The id" = 2"#,
                #"DELETE FROM "Tea Room"."Cups" WHERE "The id" = 2"#,
                #"TRUNCATE "Tea Room"."Cups""#
            )
            #expect(
                told == [
                    #"{"op" : "insert", "listed" : true, "ids" : [9000000001, 2]}"#,
                    #"{"op" : "update", "listed" : false, "ids" : [2]}"#,
                    #"{"op" : "update", "listed" : true, "ids" : [2]}"#,
                    #"{"op" : "delete", "listed" : true, "ids" : [2]}"#,
                    #"{"op" : "truncate", "listed" : true, "ids" : null}"#,
                ]
            )
            #expect(told.compactMap { RowChange($0) }.count == 5)
        }
    }

    @Test("unwatched columns, unchanged values and empty changes are not announced")
    func silence() async throws {
        try await ChangeBench.run(Self.cups + #"INSERT INTO "Tea Room"."Cups" VALUES (1, 'a', NULL, '{}', 0)"#) {
            bench in
            let told = try await bench.told(
                "cups",
                by: #"UPDATE "Tea Room"."Cups" SET washed = washed + 1"#,
                #"UPDATE "Tea Room"."Cups" SET "Name" = "Name", colour = NULL"#,
                #"DELETE FROM "Tea Room"."Cups" WHERE washed > 100"#
            )
            #expect(told == [])
        }
    }

    @Test("a statement that changes more than 100 rows, or rows with too long ids, is announced without ids")
    func tooMany() async throws {
        let table = """
            CREATE TABLE names (name text PRIMARY KEY);
            CALL paddle_watch_changes('names', 'names', 'name', '{name}', '{}');
            """
        try await ChangeBench.run(table) { bench in
            let told = try await bench.told(
                "names",
                by: "INSERT INTO names SELECT n FROM generate_series(1, 100) AS n",
                "INSERT INTO names SELECT 'x' || n FROM generate_series(1, 101) AS n",
                "INSERT INTO names VALUES (repeat('long', 3000))",
                "INSERT INTO names VALUES ('\"quoted\"')"
            )
            let changes = told.map { RowChange($0) }
            #expect(changes.map { $0?.ids?.count } == [100, nil, nil, 1])
            #expect(changes.last??.ids == ["\"quoted\""])
        }
    }

    @Test("watching again replaces what is announced")
    func again() async throws {
        try await ChangeBench.run(Self.cups) { bench in
            try await bench.connection.script(
                #"CALL paddle_watch_changes('"Tea Room"."Cups"', 'cups', 'The id', '{washed}', '{}')"#
            )
            let told = try await bench.told(
                "cups",
                by: #"INSERT INTO "Tea Room"."Cups" VALUES (1, 'a')"#,
                #"UPDATE "Tea Room"."Cups" SET "Name" = 'b'"#,
                #"UPDATE "Tea Room"."Cups" SET washed = 1"#
            )
            #expect(told.count == 2)
        }
    }

    @Test("a column that is not there is refused by name")
    func unknownColumn() async throws {
        try await ChangeBench.run(Self.cups) { bench async throws in
            let error = await #expect(throws: PostgresError.self) {
                try await bench.connection.execute(
                    #"CALL paddle_watch_changes('"Tea Room"."Cups"', 'cups', 'The id', '{Name,"no such"}', '{Name}')"#
                )
            }
            #expect(error.map { "\($0)" }?.contains(#"has no column "no such""#) == true)
        }
    }

    @Test("nothing that others put into a schema ahead of ours is run by the trigger")
    func hijacking() async throws {
        let trap = """
            CREATE SCHEMA trap;
            CREATE FUNCTION trap.pg_notify(text, text) RETURNS void LANGUAGE plpgsql AS
                'BEGIN RAISE EXCEPTION ''caught''; END';
            CREATE FUNCTION trap.lower(text) RETURNS text LANGUAGE plpgsql AS
                'BEGIN RAISE EXCEPTION ''caught''; END';
            CREATE TABLE trap.new_rows ("The id" bigint);
            """
        try await ChangeBench.run(Self.cups + trap) { bench in
            let told = try await bench.told(
                "cups",
                by: "SET search_path = trap, pg_catalog, public",
                #"INSERT INTO "Tea Room"."Cups" VALUES (1)"#
            )
            #expect(told == [#"{"op" : "insert", "listed" : true, "ids" : [1]}"#])
        }
    }
}
