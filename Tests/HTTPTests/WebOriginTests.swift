import Testing

@testable import HTTP

@Suite("Origins and host names in settings")
struct WebOriginTests {
    @Test(
        "every spelling of an origin is read as browsers send it",
        arguments: [
            ("https://app.example.com", "https://app.example.com"),
            ("https://app.example.com/", "https://app.example.com"),
            ("HTTPS://App.Example.COM:443", "https://app.example.com"), ("http://localhost:80", "http://localhost"),
            ("http://localhost:5173/", "http://localhost:5173"), ("https://[::1]:8443", "https://[::1]:8443"),
            ("vscode-webview://1abc", "vscode-webview://1abc"),
            ("https://xn--bcher-kva.example", "https://xn--bcher-kva.example"),
        ]
    )
    func origins(given: String, sent: String) {
        #expect(WebOrigin(given)?.text == sent)
    }

    @Test(
        "what is no origin is none",
        arguments: [
            "", "*", "null", "app.example.com", "https://", "https://*.example.com", "https://app.example.com/path",
            "https://app.example.com//", "https://app.example.com?x", "https://app.example.com#x",
            "https://user@app.example.com", "https://app.example.com:0", "https://app.example.com:99999",
            "https://app.example.com:", "https://bücher.example", "https://a b", "://host", "1a://host", "https://[::1",
        ]
    )
    func others(given: String) {
        #expect(WebOrigin(given) == nil)
    }

    @Test("a host name is read with its port or without")
    func hosts() {
        #expect(Authority("MCP.example.com")?.text == "mcp.example.com")
        #expect(Authority("mcp.example.com:8443")?.text == "mcp.example.com:8443")
        #expect(Authority("[::1]:80")?.port == 80)
        for wrong in ["https://mcp.example.com", "mcp.example.com/", "*.example.com", "a,b", "::1", ""] {
            #expect(Authority(wrong) == nil, "\(wrong)")
        }
    }
}
