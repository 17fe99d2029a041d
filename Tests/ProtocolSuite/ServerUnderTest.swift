package import TestSupport

/// What the suite must know of a server to try it.
package struct ServerUnderTest: Sendable {
    /// The name of the executable, which is also how the server calls itself.
    package var name: String

    /// The names of all its tools, sorted.
    package var tools: [String]

    /// The names of those that only read, sorted.
    package var readers: [String]

    /// The names of those that follow what others have begun, which a server that only reads has no use for.
    package var followers: [String]

    /// The names of all its toolsets.
    package var toolsets: [String]

    /// What it declares when a client opens.
    package var capabilities: Set<String>

    /// A call that only reads, with good arguments, to a tool that requires some.
    package var reading: ReadingCall

    /// A call that takes a while, where the server has one.
    package var slow: SlowCall?

    /// Whether the rules that need only one server are tried on this one.
    package var isTriedThoroughly: Bool

    package init(
        name: String,
        tools: [String],
        readers: [String],
        followers: [String] = [],
        toolsets: [String],
        capabilities: Set<String>,
        reading: ReadingCall,
        slow: SlowCall? = nil,
        isTriedThoroughly: Bool = false
    ) {
        (self.name, self.tools, self.readers, self.toolsets) = (name, tools, readers, toolsets)
        self.followers = followers
        (self.capabilities, self.reading, self.slow) = (capabilities, reading, slow)
        self.isTriedThoroughly = isTriedThoroughly
    }
}

/// A call that changes nothing, and what its answer says.
package struct ReadingCall: Sendable {
    package var tool: String
    package var arguments: JSONValue

    /// A part of the text of the answer, which may be an error of the tool.
    package var answer: String

    package init(_ tool: String, _ arguments: JSONValue, answer: String) {
        (self.tool, self.arguments, self.answer) = (tool, arguments, answer)
    }

    /// The parameters of `tools/call`.
    var parameters: JSONValue { ["name": .string(tool), "arguments": arguments] }
}

/// A call that reports progress long before it is done, so that it can be stopped in the middle.
package struct SlowCall: Sendable {
    package var tool: String

    /// Its arguments; the tag tells the traces of one call from another's.
    package var arguments: @Sendable (_ tag: String) -> JSONValue

    /// Whether the call with this tag has changed anything.
    package var leftTraces: @Sendable (_ tag: String, any MCPClient) async throws -> Bool

    package init(
        _ tool: String,
        _ arguments: @escaping @Sendable (_ tag: String) -> JSONValue,
        leftTraces: @escaping @Sendable (_ tag: String, any MCPClient) async throws -> Bool
    ) {
        (self.tool, self.arguments, self.leftTraces) = (tool, arguments, leftTraces)
    }

    /// The parameters of `tools/call`, with a token for progress.
    func parameters(tag: String, progressToken: JSONValue = "slow") -> JSONValue {
        ["name": .string(tool), "arguments": arguments(tag), "_meta": ["progressToken": progressToken]]
    }
}

extension ServerUnderTest {
    /// The server in the home that tests share.
    var shared: TestServer { get throws { try TestBench.server } }

    /// The same without a model: for what needs none over HTTP, where one would be loaded ahead of the first call.
    var withoutModel: TestServer { get throws { try shared.with(settings: ["EMBEDDING_MODEL": "/nonexistent"]) } }

    /// The same where no database is in reach.
    var withoutDatabase: TestServer {
        get throws {
            let url = "postgresql://someone:\(Self.password)@127.0.0.1:1/dead?connect_timeout=2"
            return try withoutModel.with(settings: ["DATABASE_URL": url])
        }
    }

    /// The password of that database, which must never be shown.
    static let password = "s3cret-word"

    @discardableResult
    func overStdio(
        _ revision: Revision? = .r20251125,
        _ body: (StdioClient) async throws -> Void
    ) async throws -> Ending {
        try await shared.overStdio(revision, body)
    }

    /// The tools as the server lists them.
    func catalogue() async throws -> [JSONValue] {
        var tools: [JSONValue] = []
        try await overStdio { client in tools = try await client.tools() }
        return tools
    }
}

extension MCPClient {
    /// The tools that are listed.
    func tools() async throws -> [JSONValue] {
        let result = try await ask("tools/list").result
        guard let tools = result["tools"]?.array else { throw TestSupportError("no tools in \(result)") }
        return tools
    }

    /// Makes the call and returns what came of it.
    func call(_ reading: ReadingCall) async throws -> ToolOutcome {
        try await call(reading.tool, reading.arguments)
    }
}

extension [JSONValue] {
    /// The names of tools, sorted.
    var names: [String] { compactMap { $0["name"]?.string }.sorted() }
}
