import Testing

@testable import HTTP

@Suite("By which names a server goes, and whose pages are its own")
struct HostPolicyTests {
    private func policy(tls: Bool = false) -> HostPolicy {
        var configuration = HTTPConfiguration(address: .tcp(host: "0.0.0.0", port: 8080))
        configuration.allowedHosts = ["mcp.example.com"]
        configuration.allowedOrigins = ["https://app.example.com"]
        if tls { configuration.tls = .init(certificateChainFile: "", privateKeyFile: "") }
        return HostPolicy(configuration)
    }

    @Test(
        "a page that was loaded by the name in Host is the server's own, also behind a proxy with TLS",
        arguments: ["http://mcp.example.com", "https://mcp.example.com", "HTTPS://MCP.example.com"]
    )
    func own(_ origin: String) {
        #expect(policy().allows(host: "mcp.example.com", port: 8080))
        #expect(policy().verdict(onOrigin: origin, host: "mcp.example.com", port: 8080) == .own)
    }

    @Test("a page without TLS is not one of a server with TLS")
    func downgraded() {
        let verdict = policy(tls: true).verdict(onOrigin: "http://mcp.example.com", host: "mcp.example.com", port: 8080)
        #expect(verdict == .foreign)
    }

    @Test(
        "every other page is foreign, unless it is allowed by name",
        arguments: [
            "https://evil.example.com", "https://mcp.example.com.evil.com", "https://mcp.example.com:444", "null",
        ]
    )
    func foreign(_ origin: String) {
        #expect(policy().verdict(onOrigin: origin, host: "mcp.example.com", port: 8080) == .foreign)
        let allowed = policy().verdict(onOrigin: "https://app.example.com", host: "mcp.example.com", port: 8080)
        #expect(allowed == .allowed)
    }
}
