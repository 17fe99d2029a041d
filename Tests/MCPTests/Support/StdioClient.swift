import Glibc
import Logging
import Synchronization

@testable import Async
@testable import JSONFormat
@testable import MCP

/// The client's end of a server that runs in this process behind two pipes.
final class StdioClient: Sendable {
    let transport: StdioTransport
    private let toServer: Mutex<Int32>
    private let fromServer: Mutex<Int32>
    private let serverEnds: [Int32]
    private let lines = AsyncStream<[UInt8]>.makeStream()
    private let serving = Mutex<Task<Void, any Error>?>(nil)
    /// The server has come to its end.
    let ended = Event()

    private init(_ limits: StdioTransport.Limits, _ logger: Logger) throws {
        // A server whose client hangs up must see an error, not a signal.
        signal(SIGPIPE, SIG_IGN)
        var input: [Int32] = [-1, -1]
        var output: [Int32] = [-1, -1]
        guard unsafe pipe(&input) == 0, unsafe pipe(&output) == 0 else { throw StdioError("make pipes", errno) }
        for end in input + output { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        toServer = Mutex(input[1])
        fromServer = Mutex(output[0])
        serverEnds = [input[0], output[1]]
        transport = StdioTransport(input: input[0], output: output[1], logger: logger, limits: limits)
    }

    /// Runs a server for as long as the body does; at its end the input is closed and the server must come to its
    /// own end.
    static func with<R: Sendable>(
        _ tools: [any ToolHandler] = [TestTool.echo],
        limits: StdioTransport.Limits = .patient,
        reading: Bool = true,
        logger: Logger = .init(label: "test") { _ in SwiftLogNoOpLogHandler() },
        describeError: (@Sendable (any Error) -> CallFailure?)? = nil,
        configure: (inout ServerDescription) -> Void = { _ in },
        _ body: @Sendable (StdioClient) async throws -> R
    ) async throws -> R {
        let client = try StdioClient(limits, logger)
        var description = ServerDescription(
            name: "test-server",
            title: "Test Server",
            version: "1.2.3",
            instructions: "Call echo.",
            tools: { tools },
            describeError: describeError
        )
        configure(&description)
        let server = MCPServer(description, logger: client.transport.logger)
        async let answers: Void = DedicatedThread.run(named: "test") { if reading { client.readAnswers() } }
        let serving = Task { try await client.serve(server) }
        client.serving.withLock { $0 = serving }
        let result: Result<R, any Error>
        do {
            result = .success(try await body(client))
        } catch {
            result = .failure(error)
        }
        client.closeInput()
        try await serving.value
        try await answers
        client.closeOutput()
        return try result.get()
    }

    /// Sends lines, closes the input, and gives all that the server answers until its end.
    static func transcript(
        of lines: [String],
        _ tools: [any ToolHandler] = [TestTool.echo],
        limits: StdioTransport.Limits = .patient,
        logger: Logger = .init(label: "test") { _ in SwiftLogNoOpLogHandler() },
        describeError: (@Sendable (any Error) -> CallFailure?)? = nil,
        configure: (inout ServerDescription) -> Void = { _ in }
    ) async throws -> [JSON] {
        try await with(
            tools,
            limits: limits,
            logger: logger,
            describeError: describeError,
            configure: configure
        ) { client in
            try await client.send(lines.map { $0 + "\n" }.joined())
            client.closeInput()
            return try await client.rest()
        }
    }

    private func serve(_ server: MCPServer) async throws {
        defer { ended.happen() }
        defer { for end in serverEnds { Glibc.close(end) } }
        try await transport.run(server)
    }

    func cancelServing() { serving.withLock { $0 }?.cancel() }

    // MARK: To the server

    func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) async throws {
        let descriptor = toServer.withLock { $0 }
        try await DedicatedThread.run(named: "test") {
            var offset = 0
            while offset < bytes.count {
                let count = unsafe bytes.withUnsafeBytes {
                    unsafe write(descriptor, $0.baseAddress! + offset, bytes.count - offset)
                }
                guard count > 0 else { return }
                offset += count
            }
        }
    }

    func closeInput() { Self.close(toServer) }

    /// Stops reading for good, as a client that died does.
    func closeOutput() { Self.close(fromServer) }

    private static func close(_ descriptor: borrowing Mutex<Int32>) {
        descriptor.withLock { descriptor in
            if descriptor >= 0 { Glibc.close(descriptor) }
            descriptor = -1
        }
    }

    // MARK: From the server

    /// The next message of the server.
    func next() async throws -> JSON { try JSON(parsing: await nextLine(), within: .stored) }

    /// The next message of the server, as it came.
    func nextLine() async throws -> String {
        for await line in lines.stream { return String(decoding: line, as: UTF8.self) }
        throw ToolError("the server has no more to say")
    }

    /// All messages until the server's end.
    func rest() async throws -> [JSON] {
        var messages: [JSON] = []
        for await line in lines.stream { messages.append(try JSON(parsing: line, within: .stored)) }
        return messages
    }

    private func readAnswers() {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        var line: [UInt8] = []
        while true {
            let descriptor = fromServer.withLock { $0 }
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { break }
            for byte in buffer[..<count] {
                if byte == UInt8(ascii: "\n") {
                    lines.continuation.yield(line)
                    line.removeAll()
                } else {
                    line.append(byte)
                }
            }
        }
        // A half-written message is a message nobody can parse: the test will say so.
        if !line.isEmpty { lines.continuation.yield(line) }
        lines.continuation.finish()
    }
}

extension StdioTransport.Limits {
    /// Bounds whose times no slow machine reaches.
    static var patient: Self {
        var limits = Self()
        limits.drain = .seconds(60)
        limits.flush = .seconds(60)
        return limits
    }
}

extension [JSON] {
    /// Answers in the order of their ids: requests run side by side, and whichever is done first is answered first.
    var byID: [JSON] { sorted { "\($0["id"] ?? 0)" < "\($1["id"] ?? 0)" } }
}
