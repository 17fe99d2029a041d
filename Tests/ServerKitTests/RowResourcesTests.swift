import Coordination
import Migration
import Postgres
import TestSupport
import Testing

@testable import MCP
@testable import ServerKit

@Suite("Rows of a table as resources")
struct RowResourcesTests {
    /// A table with ids that are text, and what it needs to be resources.
    private struct Teas: ResourceRows {
        static let template = ResourceTemplate(uriTemplate: "paddle://teas/{name}", name: "tea", mimeType: "text/plain")
        let pool: PostgresPool

        func rows(after id: String?, limit: Int) async throws -> [ResourceRow<String>] {
            try await pool.query(
                """
                SELECT name, brewing FROM teas WHERE name COLLATE "C" > \(id ?? "") ORDER BY name COLLATE "C"
                LIMIT \(Int32(limit))
                """
            ).map { row in
                let (name, brewing) = try row.decode((String, String).self)
                return ResourceRow(id: name, title: "Tea \(name)", size: brewing.utf8.count)
            }
        }

        func texts(of id: String) async throws -> [String]? {
            try await pool.query("SELECT brewing FROM teas WHERE name = \(id)").first.map {
                [try $0.decode(String.self)]
            }
        }

        func ids(beginningWith text: String, limit: Int) async throws -> [String] {
            try await pool.query(
                "SELECT name FROM teas WHERE starts_with(name, \(text)) ORDER BY 1 LIMIT \(Int32(limit))"
            )
            .map { try $0.decode(String.self) }
        }
    }

    private let context = RequestContext(requestID: .int(1))

    private func run(
        _ body: (PostgresConfiguration, PostgresPool, RowResources<Teas>) async throws -> Void
    ) async throws {
        try await withTestPool { connection in
            try await Migrator(sets: [changeMigrations], logger: silentLogger).up(on: connection)
            try await connection.script(
                """
                CREATE TABLE teas (name text PRIMARY KEY, brewing text NOT NULL);
                CALL public.paddle_watch_changes('teas', 'teas', 'name', '{brewing}', '{}');
                INSERT INTO teas VALUES ('assam', 'hot'), ('earl/grey', 'with bergamot'), ('sencha', 'at 70 degrees');
                """
            )
        } _: { configuration, pool in
            try await body(configuration, pool, RowResources(Teas.template, rows: Teas(pool: pool)))
        }
    }

    @Test("a list goes through all rows page by page, each once")
    func lists() async throws {
        try await run { _, _, teas in
            let first = try await teas.list(after: nil, limit: 2, context: context)
            #expect(first.resources.map(\.uri) == ["paddle://teas/assam", "paddle://teas/earl%2Fgrey"])
            #expect(first.resources.map(\.name) == ["tea-assam", "tea-earl/grey"])
            #expect(first.resources.map(\.title) == ["Tea assam", "Tea earl/grey"])
            let second = try await teas.list(after: first.next, limit: 2, context: context)
            #expect(second.resources.map(\.uri) == ["paddle://teas/sencha"])
            #expect(second.next == nil)
        }
    }

    @Test("a row is read by the URI that the list gives; another URI names nothing")
    func reads() async throws {
        try await run { _, _, teas in
            let uri = "paddle://teas/earl%2Fgrey"
            let contents = try await teas.read(uri, context: context)
            #expect(contents == [ResourceContents(uri: uri, mimeType: "text/plain", .text("with bergamot"))])
            for other in ["paddle://teas/oolong", "paddle://teas/", "paddle://cups/assam", "file:///etc/passwd"] {
                #expect(try await teas.read(other, context: context) == nil, "\(other)")
            }
        }
    }

    @Test("ids are completed from what is typed")
    func completes() async throws {
        try await run { _, _, teas in
            let found = try await completions(of: teas, "name", "e")
            #expect(found == ["earl/grey"])
            #expect(try await completions(of: teas, "name", "x") == [])
            #expect(try await completions(of: teas, "colour", "e") == [])
        }
    }

    private func completions(
        of teas: RowResources<Teas>,
        _ argument: String,
        _ typed: String
    ) async throws -> [String] {
        let request = CompletionRequest(argument: argument, value: typed, others: [:])
        return try await teas.complete(request, of: Teas.template).values
    }

    @Test("the changes that the triggers tell name the resources that the list shows")
    func changes() async throws {
        try await run { configuration, pool, _ in
            let told = try await notifications(configuration, on: "teas") {
                try await pool.execute("UPDATE teas SET brewing = 'warm' WHERE name = 'earl/grey'")
                try await pool.execute("DELETE FROM teas WHERE name = 'assam'")
            }
            let channel = ChangeChannel.rows("teas", of: Teas.template.uriTemplate)
            #expect(
                told.map(channel.changes) == [
                    [.resource(uri: "paddle://teas/earl%2Fgrey")], [.resource(uri: "paddle://teas/assam"), .resources],
                ]
            )
        }
    }
}
