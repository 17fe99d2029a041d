import TestSupport
import Testing

extension MCPClient {
    /// Makes a bank where it is not there.
    func make(_ bank: String) async throws {
        _ = try await value("create_memory_bank", ["name": .string(bank)])
    }

    /// Stores a memory in a bank, which is made where it is not there, and returns what became of it.
    @discardableResult
    func store(_ content: String, in bank: String, _ more: JSONValue = [:]) async throws -> JSONValue {
        var arguments = more
        arguments["content"] = .string(content)
        arguments["bank"] = .string(bank)
        try await make(bank)
        return try await value("store_memory", arguments)
    }

    /// Stores a memory and returns its id.
    func memory(_ content: String, in bank: String, _ more: JSONValue = [:]) async throws -> JSONValue {
        try #require(try await store(content, in: bank, more)["id"])
    }

    /// The memories that are found, best first.
    func found(_ query: String, in bank: String, _ more: JSONValue = [:]) async throws -> [JSONValue] {
        var arguments = more
        arguments["query"] = .string(query)
        arguments["banks"] = [.string(bank)]
        let answer = try await value("search_memories", arguments)
        return try #require(answer["hits"]?.array).compactMap { $0["memory"] }
    }

    /// Their texts.
    func foundTexts(_ query: String, in bank: String, _ more: JSONValue = [:]) async throws -> [String] {
        try await found(query, in: bank, more).compactMap { $0["content"]?.string }
    }

    /// The texts of a bank's memories.
    func texts(of bank: String, state: String = "current") async throws -> Set<String> {
        let listed = try await value(
            "list_memories",
            ["bank": .string(bank), "state": .string(state), "limit": 100]
        )
        return Set(try #require(listed["memories"]?.array).compactMap { $0["content"]?.string })
    }
}
