import TestSupport

@testable import Endpoints

/// What a test read of a stream.
enum StreamContent: Hashable {
    case events([String])
    case whole(String)

    /// Reads all of an answer.
    init(reading answer: StreamedAnswer, onEvent: (String) async throws -> Void = { _ in }) async throws {
        switch answer {
        case .whole(let body): self = .whole(String(decoding: body, as: UTF8.self))
        case .events(let events):
            var texts: [String] = []
            while let event = try await events.next() {
                texts.append(String(decoding: event, as: UTF8.self))
                try await onEvent(texts[texts.count - 1])
            }
            self = .events(texts)
        }
    }
}

extension StreamLimits {
    /// Times that no slow machine reaches.
    static let patient = StreamLimits(time: .seconds(600), silence: .seconds(600), bytes: 1 << 20)
}

extension ScriptedServer {
    /// The endpoint that this is.
    var endpoint: JSONEndpoint {
        JSONEndpoint(url + "/v1?key=secret", setting: "TEST_URL", token: "secret-token", sizeLimit: 1000)
    }

    /// Asks this server for a stream, and reads it.
    func read(
        within limits: StreamLimits = .patient,
        attempts: Int = 1,
        onEvent: @escaping @Sendable (String) async throws -> Void = { _ in }
    ) async throws -> StreamContent {
        try await endpoint.stream(
            Array("{}".utf8),
            within: limits,
            retries: RetryPolicy(attempts: attempts),
            logger: silentLogger
        ) { try await StreamContent(reading: $0, onEvent: onEvent) }
    }
}
