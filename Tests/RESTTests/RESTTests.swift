import Foundation
import TestSupport
import Testing

/// The REST routes of the built server, held against the OpenAPI document that it publishes of them.
@Suite("REST", .testBench("vector-store"))
struct RESTTests {
    private let environment = PythonEnvironment("schemathesis")

    @Test("schemathesis finds nothing wrong", arguments: Access.allCases)
    func conforms(_ access: Access) async throws {
        guard try environment.isPresent() else { return }
        try await TestBench.server.with(settings: access.settings).overHTTP(nil) { client in
            let report = try await schemathesis("\(client.origin)/api/v1/openapi.json", access.options)
            #expect(report.failures.isEmpty, "\(report.text)")
            #expect(report.operations.selected >= 5)
            #expect(report.operations.tested == report.operations.selected)
            #expect(
                report.phases.filter { $0.value.status == "success" }.keys.sorted() == [
                    "coverage", "fuzzing", "stateful",
                ]
            )
            #expect(report.exitCode == 0, "\(report.text)")
        }
    }

    enum Access: CaseIterable, CustomTestStringConvertible {
        case open
        case byToken

        var testDescription: String {
            switch self {
            case .open: "without tokens"
            case .byToken: "where tokens are asked for"
            }
        }

        private static let token = "a-token-of-some-length"

        var settings: [String: String] { self == .open ? [:] : ["MCP_AUTH_TOKEN": Self.token] }
        var options: [String] { self == .open ? [] : ["--header", "Authorization: Bearer \(Self.token)"] }
    }
}

/// What schemathesis reports as JSON.
private struct SchemathesisReport: Decodable {
    struct Operations: Decodable {
        var selected: Int
        var tested: Int
    }

    struct Phase: Decodable {
        var status: String
    }

    struct Failure: Decodable {}

    var operations: Operations
    var phases: [String: Phase]
    var failures: [Failure]
    var exitCode: Int
    /// What it printed for people.
    var text = ""

    private enum CodingKeys: String, CodingKey {
        case operations, phases, failures
        case exitCode = "exit_code"
    }
}

/// Runs it with all its checks; briefly, unless PADDLE_LONG_TESTS is set.
private func schemathesis(_ document: String, _ options: [String]) async throws -> SchemathesisReport {
    let examples = LongTests.areAsked ? 1_000 : 25
    let configuration = BuildProducts.packageRoot.appending(path: "Tests/RESTTests/schemathesis.toml").path
    // It leaves what it learnt in the working folder.
    return try await withTemporaryFolder { folder in
        let result = try await CommandResult.of(
            "/usr/bin/env",
            ["-C", folder.path, PythonEnvironment("schemathesis").python.path, "-m", "schemathesis.cli"]
                + ["--no-color", "--config-file", configuration, "run", document, "--checks", "all"]
                // It makes a request again with the same Idempotency-Key after the document was deleted, and rightly
                // gets the first answer.
                + ["--exclude-checks", "ensure_resource_availability"]
                + ["--max-examples", "\(examples)", "--report", "json", "--report-json-path", "report.json"] + options,
            environment: ["PATH": "/usr/bin:/bin", "HOME": folder.path],
            within: .seconds(3_000)
        )
        guard let data = try? Data(contentsOf: folder.appending(path: "report.json")) else {
            throw TestSupportError("schemathesis wrote no report: \((result.output + result.errors).suffix(2_000))")
        }
        var report = try JSONDecoder().decode(SchemathesisReport.self, from: data)
        // A body of a megabyte would leave no room for what was wrong with it.
        report.text = String(
            result.output.split(separator: "\n").map { $0.prefix(400) }.joined(separator: "\n").suffix(8_000)
        )
        return report
    }
}
