import Foundation
import TestSupport
import Testing

/// A folder that a server keeps in step with a bank of its own.
struct SyncedFolder: Sendable {
    let url: URL
    let bank: String
    let server: TestServer

    /// Gives `body` a folder, gone afterwards.
    static func run(_ settings: [String: String] = [:], _ body: (SyncedFolder) async throws -> Void) async throws {
        try await withTemporaryFolder { url in
            // It may be renamed, and comes back into the same place.
            let folder = url.appending(path: "bank", directoryHint: .isDirectory)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
            try await body(SyncedFolder(folder, settings))
        }
    }

    private init(_ url: URL, _ settings: [String: String]) throws {
        self.url = url
        bank = AgentMemory.uniqueName()
        let own = ["MEMORY_BANK_PATH": url.path, "MEMORY_BANK": bank, "TOOLSETS": "all"]
        server = try AgentMemory.server.with(settings: own.merging(settings) { _, given in given })
    }

    // MARK: Files

    func write(_ name: String, _ text: String) throws {
        let file = url.appending(path: name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    func text(_ name: String) -> String? {
        (try? Data(contentsOf: url.appending(path: name))).map { String(decoding: $0, as: UTF8.self) }
    }

    /// A file without its front matter.
    func body(_ name: String) -> String? {
        guard let text = text(name) else { return nil }
        guard text.hasPrefix("---\n"), let end = text.range(of: "\n---\n") else { return text }
        return String(text[end.upperBound...])
    }

    func edit(_ name: String, _ old: String, _ new: String) throws {
        let text = try #require(self.text(name))
        try #require(text.contains(old), "\(name) holds \(text)")
        try write(name, text.replacing(old, with: new))
    }

    func remove(_ name: String) throws { try FileManager.default.removeItem(at: url.appending(path: name)) }

    /// The Markdown files, in order.
    var names: [String] {
        let all = FileManager.default.enumerator(atPath: url.path)?.compactMap { $0 as? String } ?? []
        return all.filter { $0.hasSuffix(".md") && !$0.hasPrefix(".") }.sorted()
    }

    var conflicts: [String] { names.filter { $0.contains(".conflict-") } }

    // MARK: The bank

    /// Calls a tool in a process of its own, which does not watch the folder.
    @discardableResult
    func call(_ tool: String, _ arguments: JSONValue = [:]) async throws -> JSONValue {
        let result = try await server.command("call", tool, try arguments.serialized)
        guard result.succeeded else { throw TestSupportError("\(tool): \(result.output) \(result.errors)") }
        return try JSONValue(parsing: result.output)
    }

    @discardableResult
    func sync(_ arguments: JSONValue = [:]) async throws -> JSONValue { try await call("sync_memory_bank", arguments) }

    /// The memories that are believed, by their ids.
    func memories() async throws -> [Int: String] { try await memories(of: "current") }

    func memories(of state: String) async throws -> [Int: String] {
        var memories: [Int: String] = [:]
        var arguments: JSONValue = ["state": .string(state), "limit": 100]
        while true {
            let page = try await call("list_memories", arguments)
            for memory in page["memories"]?.array ?? [] {
                memories[try #require(memory["id"]?.int)] = memory["content"]?.string
            }
            guard let next = page["next_cursor"], next != .null else { return memories }
            arguments["cursor"] = next
        }
    }

    /// The same by a client of the server that serves.
    func memories(_ client: some MCPClient) async throws -> [Int: String] {
        var memories: [Int: String] = [:]
        var arguments: JSONValue = ["limit": 100]
        while true {
            let page = try await client.value("list_memories", arguments)
            for memory in page["memories"]?.array ?? [] {
                memories[try #require(memory["id"]?.int)] = memory["content"]?.string
            }
            guard let next = page["next_cursor"], next != .null else { return memories }
            arguments["cursor"] = next
        }
    }

    /// Waits until a condition holds on what is in the bank; a guard against hanging, not a measurement.
    func awaitBank(
        _ what: String,
        _ client: some MCPClient,
        _ condition: ([Int: String]) -> Bool
    ) async throws {
        try await awaited(what, within: .seconds(300)) {
            if condition(try await memories(client)) { return () }
            try await Task.sleep(for: .milliseconds(200))
            return nil
        }
    }

    func contents() async throws -> [String] { try await memories().sorted { $0.key < $1.key }.map(\.value) }
}
