import TestSupport
import Testing

/// The scenarios of the protocol's own conformance suite, one test each, with the fixtures that it prescribes: they are
/// what `fixture-server` serves. The suite itself is a program for Node that speaks HTTP only; where a scenario applies to
/// pipes, they are tried too.
///
/// Not ported are the four in which the server makes requests of its own, tools-call-sampling,
/// tools-call-elicitation, elicitation-sep1034-defaults and elicitation-sep1330-enums: a server here asks by
/// `input_required`. Nor is what tests sessions and server-sse-polling: there are none. The scenarios of the extension for
/// tasks are in Python, in Tests/RealClients, beside what its published client does.
/// tools-call-with-logging holds over pipes alone: over HTTP no level is kept between requests.
@Suite("Conformance scenarios", .testBench("fixture-server"), .showsServerLog)
enum Conformance {
    /// The server with the fixtures, which need neither a database nor a model.
    static var server: TestServer {
        get throws {
            let nothing = ["DATABASE_URL": "postgresql://127.0.0.1:1/none", "EMBEDDING_MODEL": "/nonexistent"]
            return try TestBench.server.with(settings: nothing)
        }
    }
}

/// Over what a scenario is played, and in which revision.
struct Stage: Sendable, CustomTestStringConvertible {
    enum Transport: String, CaseIterable {
        case stdio
        case http
    }

    var transport: Transport
    var revision: Revision

    var testDescription: String { "\(transport.rawValue), \(revision)" }

    /// The scenarios that both lists of requirements have.
    static let both = legacy + modern
    static let legacy = Transport.allCases.map { Stage(transport: $0, revision: .r20251125) }
    static let modern = Transport.allCases.map { Stage(transport: $0, revision: .r20260728) }

    /// Gives `body` a client of the server.
    func play(_ body: (any MCPClient) async throws -> Void) async throws {
        switch transport {
        case .stdio: try await Conformance.server.overStdio(revision) { try await body($0) }
        case .http: try await Conformance.server.overHTTP(revision) { try await body($0) }
        }
    }
}
