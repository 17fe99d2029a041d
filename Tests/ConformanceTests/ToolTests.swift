import Foundation
import TestSupport
import Testing

extension Conformance {
    @Suite("Tools")
    struct ToolTests {
        @Test(
            "tools-list: each tool has a name of the permitted kind, a description and a schema",
            arguments: Stage.both
        )
        func list(_ stage: Stage) async throws {
            try await stage.play { client in
                let tools = try #require(try await client.ask("tools/list").result["tools"]?.array)
                #expect(!tools.isEmpty)
                for tool in tools {
                    let name = try #require(tool["name"]?.string)
                    #expect(name.wholeMatch(of: /[A-Za-z0-9_.\/-]{1,64}/) != nil)
                    #expect(tool["description"]?.string?.isEmpty == false)
                    #expect(tool["inputSchema"]?["type"] == "object")
                }
            }
        }

        @Test("tools-call-simple-text", arguments: Stage.both)
        func simpleText(_ stage: Stage) async throws {
            let content = try await content(of: "test_simple_text", stage)
            #expect(content == [["type": "text", "text": "This is a simple text response for testing."]])
        }

        @Test("tools-call-image", arguments: Stage.both)
        func image(_ stage: Stage) async throws {
            let block = try #require(try await content(of: "test_image_content", stage).first)
            #expect(block["type"] == "image")
            #expect(block["mimeType"] == "image/png")
            let bytes = try #require(Data(base64Encoded: block["data"]?.string ?? ""))
            #expect(bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]))
        }

        @Test("tools-call-audio", arguments: Stage.both)
        func audio(_ stage: Stage) async throws {
            let block = try #require(try await content(of: "test_audio_content", stage).first)
            #expect(block["type"] == "audio")
            #expect(block["mimeType"] == "audio/wav")
            let bytes = try #require(Data(base64Encoded: block["data"]?.string ?? ""))
            #expect(bytes.starts(with: Array("RIFF".utf8)))
        }

        @Test("tools-call-embedded-resource", arguments: Stage.both)
        func embeddedResource(_ stage: Stage) async throws {
            let block = try #require(try await content(of: "test_embedded_resource", stage).first)
            #expect(block["type"] == "resource")
            #expect(block["resource"]?["uri"] == "test://embedded-resource")
            #expect(block["resource"]?["mimeType"] == "text/plain")
            #expect(block["resource"]?["text"] == "This is an embedded resource content.")
        }

        @Test("tools-call-mixed-content", arguments: Stage.both)
        func mixedContent(_ stage: Stage) async throws {
            let blocks = try await content(of: "test_multiple_content_types", stage)
            #expect(Set(blocks.compactMap { $0["type"]?.string }) == ["text", "image", "resource"])
            #expect(blocks.contains { $0["resource"]?["uri"] == "test://mixed-content-resource" })
        }

        @Test("tools-call-error", arguments: Stage.both)
        func error(_ stage: Stage) async throws {
            try await stage.play { client in
                let outcome = try await client.call("test_error_handling")
                #expect(outcome.isError)
                #expect(outcome.text == "This tool intentionally returns an error for testing")
            }
        }

        @Test("tools-call-with-progress: 0, 50 and 100 of 100, with the token as it was sent", arguments: Stage.both)
        func progress(_ stage: Stage) async throws {
            try await stage.play { client in
                let reply = try await client.ask(
                    "tools/call",
                    ["name": "test_tool_with_progress", "arguments": [:], "_meta": ["progressToken": "progress-1"]]
                )
                #expect(try ToolOutcome(result: reply.result).isError == false)
                let reports = reply.notifications.compactMap { $0["params"] }
                #expect(reports.map { $0["progress"]?.double } == [0, 50, 100])
                #expect(reports.allSatisfy { $0["total"]?.double == 100 && $0["progressToken"] == "progress-1" })
            }
        }

        @Test("tools-call-with-logging: three messages, where the client asked for them", arguments: Stage.legacy)
        func logging(_ stage: Stage) async throws {
            try await stage.play { client async throws in
                #expect(try await client.ask("logging/setLevel", ["level": "info"]).result == [:])
                let reply = try await client.ask("tools/call", ["name": "test_tool_with_logging", "arguments": [:]])
                #expect(try ToolOutcome(result: reply.result).isError == false)
                let messages = reply.notifications.filter { $0["method"] == "notifications/message" }
                // Over HTTP nothing remembers the level from one request to the next.
                #expect(messages.count == 3 || stage.transport == .http)
                #expect(messages.allSatisfy { $0["params"]?["level"] == "info" })
            }
        }

        @Test("json-schema-2020-12: the keywords survive the list", arguments: Stage.both)
        func schemaKeywords(_ stage: Stage) async throws {
            try await stage.play { client in
                let tools = try #require(try await client.ask("tools/list").result["tools"]?.array)
                let tool = try #require(tools.first { $0["name"] == "json_schema_2020_12_tool" })
                let schema = try #require(tool["inputSchema"])
                #expect(schema["$schema"] == "https://json-schema.org/draft/2020-12/schema")
                #expect(schema["$defs"]?["address"]?["$anchor"] == "addressDef")
                #expect(schema["allOf"]?[0]?["anyOf"]?.array?.count == 2)
                for keyword in ["if", "then", "else"] { #expect(schema[keyword]?.object?.isEmpty == false) }
                #expect(schema["additionalProperties"] == false)
            }
        }

        private func content(of tool: String, _ stage: Stage) async throws -> [JSONValue] {
            var blocks: [JSONValue] = []
            try await stage.play { client in
                let outcome = try await client.call(tool)
                #expect(!outcome.isError)
                blocks = try #require(outcome.result["content"]?.array)
            }
            return blocks
        }
    }
}
