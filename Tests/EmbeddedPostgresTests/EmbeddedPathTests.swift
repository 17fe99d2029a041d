import Postgres
import TestSupport
import Testing

@testable import EmbeddedPostgres

@Suite("Where the private cluster may lie", .serialized)
struct EmbeddedPathTests {
    @Test(
        "any path will do",
        arguments: [
            #"it's a "quoted" back\slash $HOME `x`"#, "a, b, üñí, 100%", String(repeating: "long", count: 40),
        ]
    )
    func paths(name: String) async throws {
        try await withHome(name) { home in
            for _ in 1...2 {
                let database = try await home.cluster.connect()
                #expect(try await ask(database, "SELECT current_user::text") == "paddle")
            }
        }
    }
}
