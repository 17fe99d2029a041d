import Foundation
import TestSupport
import Testing

/// A database, and a server with all toolsets on it whose TRANSFER_DIR is the test's folder.
struct BankSide: Sendable {
    let database: DatabaseAccess
    let server: TestServer

    /// What is stored of memories, in the order of their ids: successors are told by their places in it.
    static let memories = """
        WITH placed AS (SELECT id, row_number() OVER (ORDER BY id) AS place FROM memories)
        SELECT p.place, m.content, m.kind, m.subject, m.attribute, m.metadata, m.importance, m.trust, m.pinned, m.source,
            m.session_id, m.valid_from, m.valid_to, m.expires_at, m.created_at, m.updated_at, m.recorded_at,
            m.access_count, m.last_accessed, m.confirmations, m.retired_at, m.retired_as, m.retired_reason,
            successor.place AS successor
        FROM memories AS m JOIN placed AS p USING (id) LEFT JOIN placed AS successor ON successor.id = m.superseded_by
        ORDER BY m.id
        """

    /// What is stored of conversations and of working memory.
    static let sessions = """
        SELECT s.session_id, s.title, s.metadata, s.turns, s.created_at, s.updated_at, (
            SELECT json_agg(json_build_array(c.turn, c.role, c.speaker, c.content, c.metadata, c.created_at, c.said)
                ORDER BY c.turn) FROM conversations AS c WHERE c.conversation_id = s.id) AS said, (
            SELECT json_agg(json_build_array(v.key, v.value, v.expires_at, v.created_at, v.updated_at) ORDER BY v.key)
                FROM session_values AS v WHERE v.session_id = s.session_id) AS values
        FROM conversation_sessions AS s ORDER BY s.id
        """

    func memories() async throws -> [JSONValue] { try await database.rows(Self.memories) }

    func sessions() async throws -> [JSONValue] { try await database.rows(Self.sessions) }

    /// What the columns of the memories are.
    func columns(_ columns: String) async throws -> [JSONValue] {
        try await database.rows("SELECT \(columns) FROM memories ORDER BY id")
    }

    /// Calls a tool in a process of its own.
    @discardableResult
    func call(_ tool: String, _ arguments: JSONValue) async throws -> JSONValue {
        let result = try await server.command("call", tool, try arguments.serialized)
        guard result.succeeded else { throw TestSupportError("\(tool): \(result.output) \(result.errors)") }
        return try JSONValue(parsing: result.output)
    }

    /// What a tool says against a call, nothing where it does it.
    func refusal(_ tool: String, _ arguments: JSONValue) async throws -> String {
        let result = try await server.command("call", tool, try arguments.serialized)
        return result.succeeded ? "" : result.output + result.errors
    }

    /// Gives `body` as many databases as there are sides, and a folder.
    static func withTwo(_ body: (_ from: BankSide, _ to: BankSide, _ folder: URL) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            try await withDatabaseAccess { from in
                try await withDatabaseAccess { to in
                    try await body(side(from, folder), side(to, folder), folder)
                }
            }
        }
    }

    static func withOne(_ body: (_ side: BankSide, _ folder: URL) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            try await withDatabaseAccess { try await body(side($0, folder), folder) }
        }
    }

    private static func side(_ database: DatabaseAccess, _ folder: URL) async throws -> BankSide {
        let server = try AgentMemory.whole.with(
            settings: ["DATABASE_URL": database.url, "TRANSFER_DIR": folder.path, "MEMORY_BANK": ""]
        )
        #expect(try await server.command("migrate", "up").succeeded)
        return BankSide(database: database, server: server)
    }
}

extension URL {
    /// Writes a file into this folder.
    func write(_ name: String, _ text: String) throws { try Data(text.utf8).write(to: appending(path: name)) }

    func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: appending(path: name)), as: UTF8.self)
    }

    /// Copies one of the tests' fixtures into this folder.
    func copyFixture(_ name: String) throws {
        let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let fixture = fixtures.appending(path: "Fixtures").appending(path: name)
        try FileManager.default.copyItem(at: fixture, to: appending(path: name))
    }
}
