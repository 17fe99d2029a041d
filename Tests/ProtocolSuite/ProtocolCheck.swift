import TestSupport
import Testing

/// One rule that every server keeps.
///
/// A server's tests run all of them as the named cases of one test:
///
///     @Test(arguments: ProtocolCheck.all(for: .sampleServer))
///     func keeps(_ check: ProtocolCheck) async throws { try await check.run() }
package struct ProtocolCheck: Sendable, CustomTestStringConvertible {
    package let testDescription: String
    private let body: @Sendable () async throws -> Void

    /// Tries the rule against the server.
    package func run() async throws { try await body() }

    /// Every rule that applies to a server, but for the thorough ones where they are tried on another server.
    package static func all(for server: ServerUnderTest) -> [ProtocolCheck] {
        (topics + [server.slow].compactMap(\.self).map(Topic.slowCalls)).flatMap { topic in
            topic.rules.filter { !$0.isThorough || server.isTriedThoroughly || LongTests.areAsked }.flatMap { rule in
                rule.cases.map { one in
                    let place = "\(topic.name): \(rule.name)" + (one.name.map { " (\($0))" } ?? "")
                    return ProtocolCheck(testDescription: place) { try await one.body(server) }
                }
            }
        }
    }

    private static let topics = [
        Topic.handshake, .framing, .requests, .batches, .modernClaim, .notifications, .arguments, .catalogue, .process,
        .health, .tokens, .bounds, .declaredBounds, .commands, .views,
    ]
}

/// Rules that belong together.
struct Topic: Sendable {
    var name: String
    var rules: [Rule]

    init(_ name: String, @RuleBuilder _ rules: () -> [Rule]) {
        self.name = name
        self.rules = rules()
    }
}

/// A sentence about servers, and the cases in which it is tried.
struct Rule: Sendable {
    struct Case: Sendable {
        var name: String?
        var body: @Sendable (ServerUnderTest) async throws -> Void
    }

    var name: String
    /// Whether it takes long and tries only what all servers have in common, so that one server is enough.
    var isThorough: Bool
    var cases: [Case]

    init(
        _ name: String,
        isThorough: Bool = false,
        _ body: @escaping @Sendable (ServerUnderTest) async throws -> Void
    ) {
        self.name = name
        self.isThorough = isThorough
        cases = [Case(body: body)]
    }

    init<Value: Sendable>(
        _ name: String,
        for values: [Value],
        isThorough: Bool = false,
        _ body: @escaping @Sendable (ServerUnderTest, Value) async throws -> Void
    ) {
        self.name = name
        self.isThorough = isThorough
        cases = values.map { value in
            Case(name: String(describingForTest: value)) { try await body($0, value) }
        }
    }
}

@resultBuilder
enum RuleBuilder {
    static func buildBlock(_ rules: Rule...) -> [Rule] { rules }
}
