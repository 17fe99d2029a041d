import HTTP
import JSONFormat
import Testing

@testable import MCP
@testable import ServerKit

@Suite("Views as resources")
struct ViewResourcesTests {
    private static let search = ViewFile(name: "search", html: "<!doctype html><title>Search</title>")
    private static let wide = ViewFile(name: "search-wide", html: "<!doctype html><title>Wide</title>")
    private let views = ViewResources([search, wide])
    private let context = RequestContext(requestID: .int(1))

    private func text(of uri: String) async throws -> String? {
        guard let contents = try await views.read(uri, context: context) else { return nil }
        #expect(contents.map(\.uri) == [uri])
        #expect(contents.map(\.mimeType) == ["text/html;profile=mcp-app"])
        #expect(contents.map(\.meta) == [["ui": ["prefersBorder": true]]])
        guard case .text(let text)? = contents.first?.body else { return nil }
        return text
    }

    @Test("each is listed by a URI with the hash of its contents, page by page")
    func lists() async throws {
        let first = try await views.list(after: nil, limit: 1, context: context)
        // As sha256sum has it.
        #expect(first.resources.map(\.uri) == ["ui://paddle/search-1559f6a94f92.html"])
        #expect(first.resources.map(\.title) == ["Search"])
        #expect(first.resources.map(\.mimeType) == ["text/html;profile=mcp-app"])
        #expect(first.resources.map(\.meta) == [["ui": ["prefersBorder": true]]])
        let second = try await views.list(after: first.next, limit: 5, context: context)
        #expect(second.resources.map(\.uri) == [views.uris["search-wide"]])
        #expect(second.next == nil)
        for position in ["2", "-1", "x"] {
            await #expect(throws: InvalidPosition.self) {
                try await views.list(after: position, limit: 1, context: context)
            }
        }
    }

    @Test("another file has another URI, and the URI of the old one is answered with the new one")
    func hashes() async throws {
        let changed = ViewResources([ViewFile(name: "search", html: Self.search.html + "<p>")])
        let uri = try #require(views.uris["search"])
        #expect(changed.uris["search"] != uri)
        #expect(try await changed.read(uri, context: context)?.map(\.body) == [.text(Self.search.html + "<p>")])
        #expect(try await text(of: "ui://paddle/search-anything.html") == Self.search.html)
        #expect(try await text(of: "ui://paddle/search-wide-anything.html") == Self.wide.html)
    }

    @Test(
        "other URIs name nothing",
        arguments: [
            "ui://paddle/search.html", "ui://paddle/sea-0.html", "ui://paddle/search-0", "ui://other/search-0.html",
            "ui://paddle/", "ui://paddle/-.html", "ui://paddle/.html", "paddle://documents/1", "",
        ]
    )
    func strangers(_ uri: String) async throws {
        #expect(try await views.read(uri, context: context) == nil)
        #expect(!views.mayName(uri))
    }

    @Test("a tool gets the URI of the view that it names; one that is not there stops the process")
    func resolves() async throws {
        var tool = ToolDescription(
            name: "look",
            title: "Look",
            description: "Looks.",
            annotations: .readOnly,
            inputSchema: [:],
            outputSchema: nil,
            view: "search"
        )
        tool.showView(among: views.uris)
        #expect(tool.viewURI == views.uris["search"])
        await #expect(processExitsWith: .failure) {
            var tool = ToolDescription(
                name: "look",
                title: "Look",
                description: "Looks.",
                annotations: .readOnly,
                inputSchema: [:],
                outputSchema: nil,
                view: "gone"
            )
            tool.showView(among: ["search": "ui://paddle/search-0.html"])
        }
    }
}
