import TestSupport
import Testing

extension Topic {
    static let health = Topic("Health and figures") {
        Rule("/healthz says who answers, whatever is behind it") { server in
            try await server.withoutDatabase.overHTTP(nil) { client in
                let answer = try await client.get("/healthz")
                #expect(answer.status == 200)
                #expect(try answer.json["status"] == "ok")
                #expect(try answer.json["server"]?.string == server.name)
                #expect(try answer.json["version"]?.string?.isEmpty == false)
            }
        }

        Rule("/readyz says how the database and its schema are") { server in
            try await server.shared.overHTTP(nil) { client in
                // The first start of all makes the database, which takes longer than the question may.
                try await eventually("/readyz is 200") { try await client.get("/readyz").status == 200 }
                let report = try await client.get("/readyz").json
                #expect(report["status"] == "ready")
                let checks = try #require(report["checks"]?.object)
                #expect(Set(checks.keys).isSuperset(of: ["database", "migrations"]))
                #expect(checks.values.allSatisfy { $0["status"] == "ok" })
                #expect(checks["database"]?["text"]?.string?.contains("PostgreSQL") == true)
            }
        }

        Rule("/readyz is 503 where the database cannot be reached, and names it, without the password") { server in
            try await server.withoutDatabase.overHTTP(nil) { client in
                let answer = try await client.get("/readyz")
                #expect(answer.status == 503)
                let report = try answer.json
                #expect(report["status"] == "not ready")
                #expect(report["checks"]?["database"]?["status"] == "failed")
                #expect(report["checks"]?["database"]?["text"]?.string?.isEmpty == false)
                #expect(!answer.text.contains(ServerUnderTest.password))
            }
        }

        Rule("/metrics is Prometheus' text: each line is one, and the figures of the server are there") { server in
            try await server.withoutModel.overHTTP(.r20260728) { client in
                _ = try await client.call(server.reading)
                let answer = try await client.get("/metrics")
                #expect(answer.status == 200)
                #expect(answer.head.mediaType == "text/plain")
                let lines = answer.text.split(separator: "\n")
                let sample =
                    /[a-zA-Z_:][a-zA-Z0-9_:]*(\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\.)*",?)*\})? [-+]?[0-9.eE+-]+|.* (NaN|[+-]Inf)/
                for line in lines where !line.hasPrefix("# ") {
                    #expect(line.wholeMatch(of: sample) != nil, "\(line)")
                }
                func has(_ name: String, _ label: String = "") -> Bool {
                    lines.contains { $0.hasPrefix(name) && $0.contains(label) }
                }
                #expect(has("mcp_requests_total{", #"method="tools/call""#))
                #expect(has("mcp_request_duration_seconds"))
                #expect(has("paddle_tool_calls_total{", #"tool="\#(server.reading.tool)""#))
                #expect(has("process_resident_memory_bytes "))
                #expect(has("process_start_time_seconds "))
                #expect(has("paddle_build_info{", #"server="\#(server.name)""#))
                #expect(has("paddle_pool_connections{"))
            }
        }
    }
}
