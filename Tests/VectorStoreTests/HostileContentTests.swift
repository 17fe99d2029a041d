import TestSupport
import Testing

extension VectorStore {
    @Suite("Hostile content")
    struct HostileContentTests {
        static let texts = [
            "control characters": "\u{1}\u{2}\u{7}\u{8}\u{B}\u{C}\u{E}\u{1B}[31mred\u{1B}[0m\u{7F}\u{80}\u{9F}",
            "line separators": "line\r\nreturn\rfeed\nseparators\u{2028}\u{2029}\u{85}",
            "combining and invisible signs": "e\u{301} é \u{FFFD} \u{FEFF}\u{200B}\u{202E}",
            "many scripts": "日本語の文章です。中文 한국어 ภาษาไทย हिन्दी العربية עברית",
            "emoji": "👩‍👩‍👧‍👦🏳️‍🌈 🇸🇪 \u{1F600}",
            "noncharacters": String(
                [0xFDD0, 0xFFFE, 0xFFFF, 0x10FFFF].compactMap(UnicodeScalar.init).map(Character.init)
            ),
            "escapes": "\\ \" ' / \\u0000 \\n %s $1 {0} ${HOME} <script>&amp;",
            "one word of 100,000 letters": String(repeating: "x", count: 100_000),
            "5,000 emoji": String(repeating: "😀", count: 5_000),
            "3,000 accents on one letter": "a" + String(repeating: "\u{300}", count: 3_000),
            "20,000 full stops": String(repeating: ".", count: 20_000),
        ]

        @Test("NUL in text is refused with the argument's name, for PostgreSQL cannot hold it; nothing is stored")
        func nul() async throws {
            let tag = uniqueTag()
            try await server.overStdio { client in
                for (arguments, named) in [
                    (["content": "before \u{0} after", "metadata": ["tag": tag]], "content"),
                    (["content": "text", "title": "a\u{0}b", "metadata": ["tag": tag]], "title"),
                    (["content": "text", "metadata": ["tag": tag, "key": "a\u{0}b"]], "metadata"),
                    (["content": "text", "metadata": ["tag": tag, "a\u{0}b": 1]], "metadata"),
                    (["content": "text", "metadata": ["tag": tag, "deep": [["\u{0}"]]]], "metadata"),
                ] as [(JSONValue, String)] {
                    let outcome = try await client.call("add_document", arguments)
                    #expect(outcome.isError)
                    #expect(outcome.text.contains(named))
                }
                #expect(try await client.search("text", filter: ["tag": tag]).isEmpty)
            }
        }

        @Test("a query or a filter with NUL is refused, and the server goes on")
        func nulInSearch() async throws {
            try await server.overStdio { client in
                #expect(try await client.call("search_documents", ["query": "a\u{0}b"]).isError)
                #expect(try await client.call("search_documents", ["query": "a", "filter": ["k": "\u{0}"]]).isError)
                #expect(try await client.call("search_documents", ["query": "a", "filter": ["\u{0}": 1]]).isError)
                try await client.ping()
            }
        }

        @Test("text of any script and sign is kept to the byte, and embedded", arguments: texts.keys.sorted())
        func anyText(_ name: String) async throws {
            let text = try #require(Self.texts[name])
            try await server.overStdio { client in
                try await client.withDocument(text, title: String(text.prefix(100)), metadata: ["text": .string(text)])
                { id in
                    let document = try await client.document(id)
                    for stored in [document["content"]?.string, document["metadata"]?["text"]?.string] {
                        #expect(stored.map { Array($0.utf8) == Array(text.utf8) } == true)
                    }
                    let found = try await client.call("search_documents", ["query": .string(text)])
                    #expect(!found.isError || found.text.contains("knows no word of the query"))
                }
            }
        }

        @Test("10,000 metadata keys are kept whole, or refused with a reason")
        func manyKeys() async throws {
            let tag = uniqueTag()
            var metadata: JSONValue = ["tag": tag]
            for number in 0..<10_000 { metadata["key \(number)"] = .int(number) }
            try await server.overStdio { client in
                let outcome = try await client.call("add_document", ["content": "Many keys.", "metadata": metadata])
                if outcome.isError {
                    #expect(outcome.text.contains("metadata"))
                    #expect(try await client.search("keys", filter: ["tag": tag]).isEmpty)
                } else {
                    let id = try #require(try outcome.value["id"])
                    try await client.withDocuments([id]) { () async throws in
                        #expect(try await client.document(id)["metadata"] == metadata)
                    }
                }
                try await client.ping()
            }
        }

        @Test("a document of 5 MB is kept whole, or refused with a reason; meanwhile others are answered")
        func fiveMegabytes() async throws {
            let tag = uniqueTag()
            // Long words that the vocabulary lacks are one token each, so that the model has little to do.
            let word = String(repeating: "\u{1F600}", count: 400) + " "
            let content = String(repeating: word, count: 5_000_000 / word.utf8.count)
            try await server.overStdio { client in
                let id = try await client.addLong(content, tag: tag)
                try await client.ping()
                let outcome = ToolOutcome(result: try await client.reply(to: id).result)
                if outcome.isError {
                    #expect(outcome.text.contains("content"))
                    #expect(try await client.search("words", filter: ["tag": tag]).isEmpty)
                } else {
                    let id = try #require(try outcome.value["id"])
                    try await client.withDocuments([id]) {
                        var parts = ""
                        repeat {
                            let part = try await client.value("get_document", ["id": id, "offset": .int(parts.count)])
                            #expect(part["content_length"]?.int == content.count)
                            parts += try #require(part["content"]?.string)
                        } while parts.count < content.count
                        #expect(parts == content)
                    }
                }
            }
        }

        @Test("bytes that are no UTF-8 become U+FFFD, and the request is served")
        func invalidUTF8() async throws {
            try await server.overStdio { client in
                let opening =
                    #"{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"add_document","#
                    + #""arguments":{"content":"before "#
                let invalid: [UInt8] = [0xFF, 0x20, 0xC3, 0x28, 0x20, 0xED, 0xA0, 0x80]
                await client.sendBytes(
                    Array(opening.utf8) + invalid + Array(" after\"}}}\n".utf8),
                    asking: [5: "tools/call"]
                )
                let content = try #require(try await client.contentAdded(by: 5))
                #expect(content.hasPrefix("before \u{FFFD}"))
                #expect(content.hasSuffix(" after"))
                #expect(content.contains("("), "the byte after a broken sequence is not swallowed")
            }
        }

        @Test("escaped lone surrogates become U+FFFD, pairs become one character")
        func surrogates() async throws {
            try await server.overStdio { client async throws in
                await client.sendLine(
                    #"{"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"add_document","#
                        + #""arguments":{"content":"lone \ud83d end, pair \ud83d\ude00 end"}}}"#,
                    asking: [5: "tools/call"]
                )
                #expect(try await client.contentAdded(by: 5) == "lone \u{FFFD} end, pair 😀 end")
            }
        }
    }
}

extension StdioClient {
    /// The content of the document that a call has added; the document is deleted.
    fileprivate func contentAdded(by request: JSONValue) async throws -> String? {
        let outcome = ToolOutcome(result: try await reply(to: request).result)
        let id = try #require(try outcome.value["id"])
        let document = try await document(id)
        _ = try await value("delete_document", ["id": id])
        return document["content"]?.string
    }
}
