import MCP
import Testing

@testable import JSONFormat

/// Resources numbered from 1, in pages of the provider's own words.
private struct Numbers: ResourceProvider {
    let count: Int
    let scheme: String

    var templates: [ResourceTemplate] { [ResourceTemplate(uriTemplate: "numbers://{n}", name: "number")] }

    func list(after position: String?, limit: Int, context: RequestContext) async throws -> ResourcePage {
        guard let last = position.map({ Int($0) }) ?? 0 else { throw InvalidPosition() }
        let numbers = Array((1...count).dropFirst(last).prefix(limit))
        let next = numbers.last.flatMap { $0 < count ? String($0) : nil }
        return ResourcePage(numbers.map { Resource(uri: "\(scheme)://\($0)", name: "\($0)") }, next: next)
    }

    func read(_ uri: String, context: RequestContext) async throws -> [ResourceContents]? {
        guard uri.hasPrefix("\(scheme)://"), let number = Int(uri.dropFirst(scheme.count + 3)), number <= count else {
            return nil
        }
        return [ResourceContents(uri: uri, .text("number \(number)"))]
    }

    func complete(_ completion: CompletionRequest, of template: ResourceTemplate) async throws -> Completion {
        Completion((1...count).map { String($0) }.filter { $0.hasPrefix(completion.value) })
    }
}

@Suite("Resources")
struct ResourceTests {
    private static func configure(_ description: inout ServerDescription) {
        description.resources = [Numbers(count: 150, scheme: "numbers"), Numbers(count: 30, scheme: "more")]
    }

    @Test("all of several sets are listed once, page by page")
    func pages() async throws {
        try await StdioClient.with(configure: Self.configure) { client in
            var uris: [String] = []
            var params: JSONObject = [:]
            repeat {
                try await client.send(Messages.modern(1, "resources/list", params) + "\n")
                let result = try #require(try await client.next()["result"])
                #expect(result["ttlMs"] == 0)
                guard case .array(let page)? = result["resources"] else { break }
                #expect(page.count <= 100)
                uris += page.compactMap { $0["uri"]?.stringValue }
                params["cursor"] = result["nextCursor"]
            } while params["cursor"] != nil
            #expect(uris == (1...150).map { "numbers://\($0)" } + (1...30).map { "more://\($0)" })
        }
    }

    @Test("a cursor that no page gave is refused", arguments: ["", "x", "bnVsbA==", "eyJ2IjoxfQ=="])
    func cursors(_ cursor: String) async throws {
        let answers = try await StdioClient.transcript(
            of: [Messages.legacy(1, "resources/list", ["cursor": .string(cursor)])],
            configure: Self.configure
        )
        #expect(answers[0]["error"]?["code"] == -32602)
    }

    @Test("a resource is read by its URI, and one that is not there is an error with that URI, in the words of the era")
    func reads() async throws {
        let answers = try await StdioClient.transcript(
            of: [
                Messages.legacy(1, "resources/read", ["uri": "more://7"]),
                Messages.legacy(2, "resources/read", ["uri": "none://7"]),
                Messages.modern(3, "resources/read", ["uri": "numbers://999"]), Messages.legacy(4, "resources/read"),
            ],
            configure: Self.configure
        ).byID
        #expect(answers[0]["result"] == ["contents": [["uri": "more://7", "text": "number 7"]]])
        #expect(answers[1]["error"]?["code"] == -32002)
        #expect(answers[1]["error"]?["data"] == ["uri": "none://7"])
        #expect(answers[2]["error"]?["code"] == -32602)
        #expect(answers[2]["error"]?["data"] == ["uri": "numbers://999"])
        #expect(answers[3]["error"]?["code"] == -32602)
    }

    @Test("a variable of a template is completed, at most 100 values at once")
    func completes() async throws {
        let reference: JSON = ["type": "ref/resource", "uri": "numbers://{n}"]
        let answers = try await StdioClient.transcript(
            of: [
                Messages.legacy(
                    1,
                    "completion/complete",
                    ["ref": reference, "argument": ["name": "n", "value": "14"]]
                ),
                Messages.legacy(2, "completion/complete", ["ref": reference, "argument": ["name": "n", "value": ""]]),
                Messages.legacy(
                    3,
                    "completion/complete",
                    ["ref": ["type": "ref/resource", "uri": "none"], "argument": ["name": "n", "value": ""]]
                ),
            ],
            configure: Self.configure
        ).byID
        let first = answers[0]["result"]?["completion"]
        #expect(first?["values"] == .array((["14"] + (140...149).map { "\($0)" }).map { .string($0) }))
        #expect(first?["hasMore"] == false)
        let all = answers[1]["result"]?["completion"]
        if case .array(let values)? = all?["values"] { #expect(values.count == 100) }
        #expect(all?["total"] == 150)
        #expect(all?["hasMore"] == true)
        #expect(answers[2]["error"]?["code"] == -32602)
    }

    @Test("what is declared is what is served")
    func declared() async throws {
        let lines = [Messages.modern(1, "server/discover"), Messages.modern(2, "resources/list")]
        let with = try await StdioClient.transcript(of: lines, configure: Self.configure).byID
        #expect(with[0]["result"]?["capabilities"]?["resources"] == [:])
        #expect(with[1]["result"] != nil)
        let without = try await StdioClient.transcript(of: lines).byID
        #expect(without[0]["result"]?["capabilities"]?["resources"] == nil)
        #expect(without[1]["error"]?["code"] == -32601)
    }
}
