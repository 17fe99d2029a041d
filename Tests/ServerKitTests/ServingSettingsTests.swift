import Testing

@testable import ServerKit

@Suite("What is served, and in which bounds")
struct ServingSettingsTests {
    private func serving(_ environment: [String: String]) throws -> ServingSettings {
        try ServingSettings(SettingSources(flags: [:], environment: environment))
    }

    private func failure(_ environment: [String: String]) -> String? {
        do {
            _ = try serving(environment)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test(
        "an address is a host and a port, or a port of the loopback",
        arguments: [
            ("127.0.0.1:8080", "127.0.0.1", 8080), ("localhost:0", "localhost", 0), ("8080", "127.0.0.1", 8080),
            (":8080", "127.0.0.1", 8080), ("[::1]:80", "::1", 80),
        ]
    )
    func addresses(_ text: String, _ host: String, _ port: Int) throws {
        let address = try #require(ServingSettings.Address(text))
        #expect(address.host == host)
        #expect(address.port == port)
    }

    @Test(
        "anything else is refused with an example",
        arguments: ["", "host", "host:", "host:70000", "::1:80", "a:b:1"]
    )
    func noAddresses(_ text: String) {
        #expect(ServingSettings.Address(text) == nil)
        if !text.isEmpty { #expect(failure(["HTTP_ADDRESS": text])?.contains("127.0.0.1:8080") == true) }
    }

    @Test("a list of commas alone names nothing and is refused", arguments: [",", " , ", ",,"])
    func emptyLists(_ text: String) {
        for variable in ["ALLOWED_HOSTS", "ALLOWED_ORIGINS"] {
            #expect(failure([variable: text])?.hasPrefix("\(variable) must name something") == true)
        }
        let sources = SettingSources(flags: [:], environment: ["TOOLSETS": text])
        #expect(throws: SettingsError.self) { _ = try ToolSettings(sources) }
    }

    @Test("bounds that cannot be kept are refused by their names")
    func bounds() throws {
        #expect(failure(["RATE_LIMIT": "0"])?.contains("RATE_LIMIT") == true)
        #expect(failure(["CALL_TIMEOUT": "soon"])?.contains("CALL_TIMEOUT") == true)
        #expect(failure(["CALL_CONCURRENCY": "0"])?.contains("CALL_CONCURRENCY") == true)
        #expect(failure(["CALL_MEMORY": "1"])?.contains("CALL_MEMORY") == true)
        #expect(failure(["CALLER_MEMORY": "1 GB"])?.contains("CALLER_MEMORY") == true)
        #expect(failure(["STDIO": "perhaps"])?.contains("STDIO") == true)
        let settings = try serving(["RATE_LIMIT": "2.5", "CALL_TIMEOUT": "0.5", "CALL_CONCURRENCY": "3"])
        #expect(settings.rateLimit == 2.5)
        #expect(settings.callTimeout == .milliseconds(500))
        #expect(settings.callConcurrency == 3)
        let memory = try serving(["CALL_MEMORY": "100", "CALLER_MEMORY": "64"])
        #expect(memory.callMemory == 100 << 20)
        #expect(memory.callerMemory == 64 << 20)
    }

    @Test("every call has a time limit: by default, as set, or none; long ones have a longer one unless one is set")
    func timeLimits() throws {
        func limits(_ environment: [String: String]) throws -> [Duration?] {
            let settings = try serving(environment)
            return [settings.callTimeout, settings.longCallTimeout]
        }
        #expect(try limits([:]) == [.seconds(60), .seconds(600)])
        #expect(try limits(["CALL_TIMEOUT": "5"]) == [.seconds(5), .seconds(5)])
        #expect(try limits(["CALL_TIMEOUT": "5", "LONG_CALL_TIMEOUT": "7"]) == [.seconds(5), .seconds(7)])
        #expect(try limits(["CALL_TIMEOUT": "0"]) == [nil, nil])
        #expect(try limits(["LONG_CALL_TIMEOUT": "0"]) == [.seconds(60), nil])
        #expect(failure(["LONG_CALL_TIMEOUT": "-1"])?.contains("LONG_CALL_TIMEOUT") == true)
        #expect(failure(["CALL_TIMEOUT": "nan"])?.contains("CALL_TIMEOUT") == true)
    }

    @Test("TLS needs both of its files")
    func tls() throws {
        #expect(failure(["TLS_CERT": "/a"])?.contains("TLS_KEY") == true)
        let tls = try serving(["TLS_CERT": "/a", "TLS_KEY": "/b"]).tls
        #expect(tls?.certificate == "/a")
        #expect(tls?.key == "/b")
    }

    @Test("lists are comma-separated, and white space around their parts does not count")
    func lists() throws {
        #expect(
            try serving(["ALLOWED_HOSTS": " a.example , b.example:80,"]).allowedHosts == ["a.example", "b.example:80"]
        )
    }

    @Test("origins are taken in every spelling; what never matches is refused with what was expected")
    func origins() throws {
        let settings = try serving([
            "ALLOWED_ORIGINS": "https://App.example.com/, http://localhost:80", "ALLOWED_HOSTS": "MCP.example.com",
        ])
        #expect(settings.allowedOrigins == ["https://app.example.com", "http://localhost"])
        #expect(settings.allowedHosts == ["mcp.example.com"])
        for (variable, wrong) in [
            ("ALLOWED_ORIGINS", "*"), ("ALLOWED_ORIGINS", "app.example.com"),
            ("ALLOWED_ORIGINS", "https://a.example/app"),
            ("ALLOWED_HOSTS", "https://a.example"), ("ALLOWED_HOSTS", "*.example"),
        ] {
            let error = #expect(throws: SettingsError.self) { _ = try serving([variable: wrong]) }
            #expect(error?.description.contains("\(variable) must be") == true)
        }
    }
}
