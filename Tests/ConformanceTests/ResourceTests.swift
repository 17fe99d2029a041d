import Foundation
import TestSupport
import Testing

extension Conformance {
    @Suite("Resources, prompts and completion")
    struct ResourceTests {
        @Test("resources-list", arguments: Stage.both)
        func list(_ stage: Stage) async throws {
            try await stage.play { client in
                let resources = try #require(try await client.ask("resources/list").result["resources"]?.array)
                let uris = resources.compactMap { $0["uri"]?.string }
                #expect(uris.contains("test://static-text"))
                #expect(uris.contains("test://static-binary"))
                #expect(resources.allSatisfy { $0["name"]?.string?.isEmpty == false })
            }
        }

        @Test("resources-read-text", arguments: Stage.both)
        func text(_ stage: Stage) async throws {
            let contents = try await contents(of: "test://static-text", stage)
            #expect(contents["uri"] == "test://static-text")
            #expect(contents["mimeType"] == "text/plain")
            #expect(contents["text"]?.string?.isEmpty == false)
        }

        @Test("resources-read-binary", arguments: Stage.both)
        func binary(_ stage: Stage) async throws {
            let contents = try await contents(of: "test://static-binary", stage)
            #expect(contents["mimeType"] == "image/png")
            #expect(Data(base64Encoded: contents["blob"]?.string ?? "")?.isEmpty == false)
        }

        @Test("resources-templates-read: the variable is filled in", arguments: Stage.both)
        func template(_ stage: Stage) async throws {
            try await stage.play { client in
                let listed = try await client.ask("resources/templates/list").result["resourceTemplates"]?.array
                #expect(listed?.contains { $0["uriTemplate"] == "test://template/{id}/data" } == true)
                let uri: JSONValue = "test://template/123/data"
                let contents = try await client.ask("resources/read", ["uri": uri]).result["contents"]?[0]
                #expect(contents?["uri"] == uri)
                #expect(contents?["text"]?.string?.contains("123") == true)
            }
        }

        @Test("resources-subscribe and resources-unsubscribe are answered with {} exactly", arguments: Stage.legacy)
        func subscribe(_ stage: Stage) async throws {
            try await stage.play { client async throws in
                let params: JSONValue = ["uri": "test://watched-resource"]
                #expect(try await client.ask("resources/subscribe", params).result == [:])
                #expect(try await client.ask("resources/unsubscribe", params).result == [:])
            }
        }

        @Test("sep-2164-resource-not-found: an error with the URI, and no empty contents", arguments: Stage.modern)
        func notFound(_ stage: Stage) async throws {
            try await stage.play { client in
                let uri: JSONValue = "test://no-such-resource"
                let reply = try await client.ask("resources/read", ["uri": uri])
                #expect(reply.errorCode == -32602)
                #expect(reply.message["error"]?["data"]?["uri"] == uri)
                #expect(reply.message["result"] == nil)
            }
        }

        @Test("prompts-list", arguments: Stage.both)
        func prompts(_ stage: Stage) async throws {
            try await stage.play { client in
                let prompts = try #require(try await client.ask("prompts/list").result["prompts"]?.array)
                let names = prompts.compactMap { $0["name"]?.string }
                #expect(names.contains("test_simple_prompt"))
                #expect(names.contains("test_prompt_with_arguments"))
                #expect(prompts.allSatisfy { $0["description"]?.string?.isEmpty == false })
            }
        }

        @Test("prompts-get-simple", arguments: Stage.both)
        func simplePrompt(_ stage: Stage) async throws {
            let messages = try await messages(of: "test_simple_prompt", nil, stage)
            #expect(messages.count == 1)
            #expect(messages.first?["role"] == "user")
            #expect(messages.first?["content"]?["type"] == "text")
        }

        @Test("prompts-get-with-args", arguments: Stage.both)
        func promptWithArguments(_ stage: Stage) async throws {
            let arguments: JSONValue = ["arg1": "hello", "arg2": "world"]
            let messages = try await messages(of: "test_prompt_with_arguments", arguments, stage)
            #expect(messages.first?["content"]?["text"] == "Prompt with arguments: arg1='hello', arg2='world'")
        }

        @Test("prompts-get-embedded-resource", arguments: Stage.both)
        func promptWithResource(_ stage: Stage) async throws {
            let arguments: JSONValue = ["resourceUri": "test://example-resource"]
            let messages = try await messages(of: "test_prompt_with_embedded_resource", arguments, stage)
            let embedded = messages.compactMap { $0["content"] }.first { $0["type"] == "resource" }
            #expect(embedded?["resource"]?["uri"] == "test://example-resource")
            #expect(embedded?["resource"]?["text"]?.string?.isEmpty == false)
        }

        @Test("prompts-get-with-image", arguments: Stage.both)
        func promptWithImage(_ stage: Stage) async throws {
            let messages = try await messages(of: "test_prompt_with_image", nil, stage)
            let image = messages.compactMap { $0["content"] }.first { $0["type"] == "image" }
            #expect(image?["mimeType"] == "image/png")
            #expect(Data(base64Encoded: image?["data"]?.string ?? "")?.isEmpty == false)
        }

        @Test("completion-complete: values for the argument of a prompt", arguments: Stage.both)
        func completion(_ stage: Stage) async throws {
            try await stage.play { client in
                let result = try await client.ask(
                    "completion/complete",
                    [
                        "ref": ["type": "ref/prompt", "name": "test_prompt_with_arguments"],
                        "argument": ["name": "arg1", "value": "par"],
                    ]
                ).result
                #expect(result["completion"]?["values"]?.array != nil)
            }
        }

        @Test("caching: lists and contents say how long, and for whom, they may be kept", arguments: Stage.modern)
        func caching(_ stage: Stage) async throws {
            try await stage.play { client in
                let requests: [(String, JSONValue)] = [
                    ("server/discover", [:]), ("tools/list", [:]), ("prompts/list", [:]), ("resources/list", [:]),
                    ("resources/templates/list", [:]), ("resources/read", ["uri": "test://static-text"]),
                ]
                for (method, params) in requests {
                    let result = try await client.ask(method, params).result
                    #expect(try #require(result["ttlMs"]?.int, "\(method)") >= 0)
                    #expect(["public", "private"].contains(try #require(result["cacheScope"]?.string, "\(method)")))
                }
            }
        }

        private func contents(of uri: String, _ stage: Stage) async throws -> JSONValue {
            var contents: JSONValue?
            try await stage.play { client in
                contents = try await client.ask("resources/read", ["uri": .string(uri)]).result["contents"]?[0]
            }
            return try #require(contents)
        }

        private func messages(of prompt: String, _ arguments: JSONValue?, _ stage: Stage) async throws
            -> [JSONValue]
        {
            var messages: [JSONValue]?
            try await stage.play { client in
                var params: JSONValue = ["name": .string(prompt)]
                params["arguments"] = arguments
                messages = try await client.ask("prompts/get", params).result["messages"]?.array
            }
            return try #require(messages)
        }
    }
}
