import TestSupport
import Testing

extension Topic {
    /// What the draft validator of MCP Apps checks of every tool and every view (18 rules), as far as it needs no browser,
    /// and what clients are known to stumble over.
    static let views = Topic("Views in clients") {
        Rule("server/discover tells of views where tools have some; a handshake never does") { server in
            let hasViews = try await server.views().tools.isEmpty == false
            try await server.withAllTools { client in
                let discovered = try await client.request("server/discover", as: .r20260728).result
                let extensions = discovered["capabilities"]?["extensions"]
                #expect(extensions?[ListedViews.extensionName] == (hasViews ? [:] : nil))
                let opened = try await client.initialize("2025-11-25").result
                #expect(opened["capabilities"]?["extensions"] == nil)
            }
        }

        Rule("a tool names its view under both keys, and who may call it by known words alone") { server in
            for (name, meta) in try await server.views().tools {
                let nested = try #require(meta["ui"]?.object, "\(name)")
                let uri = try #require(nested["resourceUri"]?.string, "\(name)")
                #expect(uri.hasPrefix("ui://"), "\(name): \(uri)")
                #expect(meta["ui/resourceUri"] == .string(uri), "\(name)")
                #expect(Set(nested.keys).isSubset(of: ["resourceUri", "visibility"]), "\(name): \(nested.keys)")
                let visibility = nested["visibility"]?.array?.map(\.string) ?? []
                #expect(Set(visibility).isSubset(of: ["model", "app"]), "\(name): \(visibility)")
            }
        }

        Rule("what a tool names is there, and listed; and what is listed is named") { server in
            let views = try await server.views()
            #expect(Set(views.tools.values.map { $0["ui"]?["resourceUri"]?.string }) == Set(views.pages.map(\.uri)))
        }

        Rule("a view is listed and read with the media type of MCP Apps, as text, and asks for no rights") { server in
            for page in try await server.views().pages {
                for part in [page.listed, page.read] {
                    #expect(part["mimeType"] == "text/html;profile=mcp-app", "\(page.uri)")
                    // Neither csp, permissions nor domain: a view that needs none is shown by every client.
                    #expect(part["_meta"] == ["ui": ["prefersBorder": true]], "\(page.uri)")
                }
                #expect(page.listed["name"]?.string?.isEmpty == false, "\(page.uri)")
                #expect(page.read["uri"] == .string(page.uri))
                #expect((page.read["text"] == nil) != (page.read["blob"] == nil), "\(page.uri)")
            }
        }

        Rule("the URI of a view holds a hash; one with another hash is answered with the same view") { server in
            let pages = try await server.views().pages
            try await server.withAllTools { client in
                for page in pages {
                    let hash = try #require(page.uri.firstMatch(of: /-([0-9a-f]{12})\.html$/)?.1, "\(page.uri)")
                    let older = page.uri.replacing(hash, with: "0123")
                    let read = try await client.read(older)
                    #expect(read["text"] == page.read["text"])
                    #expect(read["uri"] == .string(older))
                    let unknown = page.uri.replacing(/ui:\/\/.*/, with: "ui://paddle/no-such-view-0123.html")
                    let refused = try await client.request("resources/read", ["uri": .string(unknown)])
                    #expect(refused.errorCode == -32002)
                }
            }
        }

        Rule("a view is one HTML document of at most 40 kB that needs nothing from elsewhere") { server in
            for page in try await server.views().pages {
                #expect(page.html.lowercased().hasPrefix("<!doctype html>"), "\(page.uri)")
                for part in ["<html", "<head>", "<title>", "</title>", "<body>", "</body>", "</html>"] {
                    #expect(page.html.ranges(of: part).count == 1, "\(part) in \(page.uri)")
                }
                #expect(page.html.utf8.count <= 40_000, "\(page.uri)")
                let addresses = page.html.matches(of: /https?:[^"'\s)]*/).map { String($0.0) }
                #expect(Set(addresses).isSubset(of: ["http://www.w3.org/2000/svg"]), "\(page.uri): \(addresses)")
                // Clients forbid storage, make a frame with a colour scheme opaque, and let frames grow without end.
                for word in ["localStorage", "sessionStorage", "indexedDB", "document.cookie", "100vh", "innerHTML"] {
                    #expect(!page.html.contains(word), "\(word) in \(page.uri)")
                }
                #expect(page.html.replacing("prefers-color-scheme", with: "").firstMatch(of: /color-scheme\s*:/) == nil)
            }
        }

        Rule("a view shakes hands, tells its size, and says nothing that clients do not know") { server in
            for page in try await server.views().pages {
                let listening = page.html.firstRange(of: #"addEventListener("message""#)?.lowerBound
                let opening = page.html.firstRange(of: #"request("ui/initialize""#)?.lowerBound
                #expect(try #require(listening, "\(page.uri)") < (try #require(opening, "\(page.uri)")))
                for method in ["ui/notifications/initialized", "ui/notifications/size-changed"] {
                    #expect(page.html.contains("notify(\"\(method)\""), "\(method) in \(page.uri)")
                }
                let methods = Set(page.html.matches(of: /"(ui\/[^"]*)"/).map { String($0.1) })
                #expect(methods.subtracting(ListedViews.methods).isEmpty, "\(page.uri): \(methods)")
                let declared = try #require(
                    page.html.firstMatch(of: /appCapabilities: \{(.*?)\},?\n/)?.1,
                    "\(page.uri)"
                )
                // A view that declared tools would have to list them.
                #expect(!declared.contains("tools"), "\(page.uri)")
                let modes = declared.matches(of: /"([^"]*)"/).map { String($0.1) }
                #expect(!modes.isEmpty && Set(modes).isSubset(of: ["inline", "fullscreen", "pip"]), "\(page.uri)")
                #expect(
                    !methods.contains("ui/request-display-mode") || page.html.contains("hostContext.availableDisplay")
                )
            }
        }

        Rule("clients without views lose nothing: a result says all of it as text, and speaks of no view") { server in
            let tools = try await server.views().tools
            try await server.withAllTools { client in
                for tool in try await client.tools() where tools[tool["name"]?.string ?? ""] != nil {
                    let required = tool["inputSchema"]?["required"]?.array?.compactMap(\.string) ?? []
                    let arguments = Dictionary(uniqueKeysWithValues: required.map { ($0, JSONValue.string("x")) })
                    let params: JSONValue = ["name": tool["name"] ?? nil, "arguments": .object(arguments)]
                    let result = try await client.request("tools/call", params).result
                    #expect(result["content"]?[0]?["text"]?.string?.isEmpty == false)
                    #expect(result["_meta"]?["ui"] == nil)
                }
            }
        }
    }
}

/// The views of a server, as a client finds them.
private struct ListedViews {
    struct Page {
        var uri: String
        /// As `resources/list` has it.
        var listed: JSONValue
        /// The contents.
        var read: JSONValue

        var html: String { read["text"]?.string ?? "" }
    }

    static let extensionName = "io.modelcontextprotocol/ui"

    /// What a view and its client say to each other, besides methods of MCP.
    static let methods: Set<String> = [
        "ui/initialize", "ui/open-link", "ui/message", "ui/update-model-context", "ui/request-display-mode",
        "ui/notifications/initialized", "ui/notifications/size-changed", "ui/notifications/tool-input",
        "ui/notifications/tool-input-partial", "ui/notifications/tool-result", "ui/notifications/tool-cancelled",
        "ui/notifications/host-context-changed", "ui/resource-teardown",
    ]

    /// `_meta` of the tools that have any, by their names.
    var tools: [String: JSONValue] = [:]
    var pages: [Page] = []
}

extension ServerUnderTest {
    /// The server with all of its tools.
    fileprivate func withAllTools(_ body: (StdioClient) async throws -> Void) async throws {
        try await shared.with(settings: ["TOOLSETS": "all"]).overStdio { try await body($0) }
    }

    fileprivate func views() async throws -> ListedViews {
        var views = ListedViews()
        try await withAllTools { client in
            for tool in try await client.tools() {
                if let name = tool["name"]?.string, let meta = tool["_meta"] { views.tools[name] = meta }
            }
            let resources = try await client.request("resources/list").result["resources"]?.array ?? []
            for resource in resources {
                guard let uri = resource["uri"]?.string, uri.hasPrefix("ui:") else { continue }
                views.pages.append(ListedViews.Page(uri: uri, listed: resource, read: try await client.read(uri)))
            }
        }
        return views
    }
}

extension MCPClient {
    /// The one part of the contents of a resource.
    fileprivate func read(_ uri: String) async throws -> JSONValue {
        let contents = try await ask("resources/read", ["uri": .string(uri)]).result["contents"]?.array ?? []
        try #require(contents.count == 1, "\(uri)")
        return contents[0]
    }
}
