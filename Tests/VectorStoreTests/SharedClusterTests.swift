import Foundation
import Glibc
import TestSupport
import Testing

extension VectorStore {
    @Suite("The embedded cluster")
    struct SharedClusterTests {
        /// The server in a home of its own, with no cluster yet.
        private func withFreshHome(_ body: (TestServer) async throws -> Void) async throws {
            try await TestServer.inFreshHome("vector-store", body)
        }

        @Test("two servers started at once on a machine that has none share one cluster, which outlives both")
        func sharedFromTheStart() async throws {
            try await withFreshHome { server in
                try await server.overStdio { first in
                    try await server.overStdio { second in
                        async let one = first.add("Written by the first.", metadata: ["by": 1])
                        async let two = second.add("Written by the second.", metadata: ["by": 2])
                        let ids = try await (one, two)
                        #expect(ids.0 != ids.1)
                        #expect(try await first.value("get_document", ["id": ids.1])["metadata"] == ["by": 2])
                        #expect(try await second.value("get_document", ["id": ids.0])["metadata"] == ["by": 1])
                        #expect(try await second.search("written").count == 2)
                        first.process.signal(SIGKILL)
                        #expect(await first.process.waitForExit())
                        #expect(try await second.search("written").count == 2)
                    }
                }
                try await server.overStdio { client async throws in
                    #expect(try await client.search("written").count == 2)
                }
            }
        }

        @Test("after `database stop` the next server starts the cluster again, with every document")
        func stopAndStart() async throws {
            try await withFreshHome { server in
                try await server.overStdio { client in _ = try await client.add(Prose.fact) }
                #expect(try await server.command("database", "stop").succeeded)
                try await server.overStdio { client async throws in
                    #expect(try await client.search(Prose.question).first?["content"]?.string == Prose.fact)
                }
            }
        }

        @Test("the cluster stops once no server has used it for a while, and the next one finds every document")
        func idleStop() async throws {
            try await withFreshHome { server in
                let server = server.with(settings: ["DATABASE_IDLE_STOP": "1"])
                try await server.overStdio { client in _ = try await client.add(Prose.fact) }
                try await eventually("the cluster stops") {
                    try await server.command("database", "status").output.hasPrefix("stopped")
                }
                try await server.overStdio { client async throws in
                    #expect(try await client.search(Prose.question).first?["content"]?.string == Prose.fact)
                }
            }
        }

        /// How the cluster is lost.
        enum Loss: CaseIterable {
            case stopped
            case killed
        }

        @Test(
            "a server goes on when the cluster under it was stopped, or its processes were killed",
            arguments: Loss.allCases
        )
        func underARunningServer(_ loss: Loss) async throws {
            try await withFreshHome { server in
                try await server.overStdio { client in
                    let id = try await client.add(Prose.fact)
                    if loss == .killed {
                        try await server.killPrivateDatabase()
                    } else {
                        #expect(try await server.command("database", "stop").succeeded)
                    }
                    // The call that finds its connection cut may say so; what follows works again.
                    _ = try await client.call("get_document", ["id": id])
                    #expect(try await client.value("get_document", ["id": id])["content"]?.string == Prose.fact)
                }
            }
        }
    }
}
