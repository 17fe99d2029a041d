import Foundation
import Glibc
import TestSupport
import Testing

extension Topic {
    /// What holds of a server that has a call that takes a while.
    static func slowCalls(_ slow: SlowCall) -> Topic {
        Topic("Calls that take a while") {
            Rule(
                "a cancelled call is never answered, changes nothing, and the server goes on",
                for: Revision.allCases
            ) { server, revision in
                let tag = UUID().uuidString
                try await server.overStdio(revision) { client in
                    let id = try await client.send("tools/call", slow.parameters(tag: tag))
                    try await client.waitForNotifications("notifications/progress")
                    try await client.cancel(id)
                    try await client.ping()
                    #expect(try await !slow.leftTraces(tag, client))
                }
                // Only now can no answer come any more.
                try await server.overStdio(revision) { client async throws in
                    #expect(try await !slow.leftTraces(tag, client))
                }
            }

            Rule("a call that takes longer than --call-timeout is stopped and changes nothing, and its caller is told")
            {
                server in
                let tag = UUID().uuidString
                try await server.shared.with("--call-timeout", "1").overHTTP(.r20260728) { client in
                    try await eventually("/readyz is 200") { try await client.get("/readyz").status == 200 }
                    let outcome = try await client.call(slow.tool, slow.arguments(tag))
                    #expect(outcome.isError)
                    #expect(outcome.text.contains("took longer than"))
                    #expect(try await !slow.leftTraces(tag, client))
                }
            }

            Rule("SIGTERM in the middle of a call ends the server with status 0") { server in
                try await server.overStdio { client in
                    try await client.send("tools/call", slow.parameters(tag: UUID().uuidString))
                    try await client.waitForNotifications("notifications/progress")
                    client.process.signal(SIGTERM)
                    #expect(await client.process.waitForExit())
                }
            }
        }
    }
}
