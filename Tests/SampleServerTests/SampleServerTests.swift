import ProtocolSuite
import TestSupport
import Testing

/// The specification of the built `sample-server`, which shows how little a server and its tests need.
@Suite("sample-server", .testBench("sample-server"), .showsServerLog)
struct SampleServerTests {
    static let server = ServerUnderTest(
        name: "sample-server",
        tools: ["get_planet"],
        readers: ["get_planet"],
        toolsets: ["planets"],
        capabilities: ["tools"],
        reading: ReadingCall("get_planet", ["name": "Mars"], answer: #""moons":2"#),
        isTriedThoroughly: true
    )

    @Test("keeps the protocol", arguments: ProtocolCheck.all(for: server))
    func keepsProtocol(_ check: ProtocolCheck) async throws { try await check.run() }

    @Test("a row that another program wrote is read, and one that is not there is an error that names it")
    func readsTable() async throws {
        try await withDatabaseAccess { database in
            try await TestBench.server.with(settings: ["DATABASE_URL": database.url]).overStdio { client in
                #expect(try await client.value("get_planet", ["name": "Earth"])["moons"] == 1)
                try await database.execute("INSERT INTO public.planets VALUES ('Saturn', 274)")
                #expect(try await client.value("get_planet", ["name": "Saturn"]) == ["name": "Saturn", "moons": 274])
                let unknown = try await client.call("get_planet", ["name": "Vulcan"])
                #expect(unknown.isError)
                #expect(unknown.text.contains("Vulcan"))
            }
        }
    }
}
