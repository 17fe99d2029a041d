import Foundation
import TestSupport
import Testing

extension AgentMemory {
    @Suite("Files that should not be imported as they are")
    struct ImportFaultTests {
        /// A line of a graph.
        private static let good =
            #"{"type":"entity","name":"Tea","entityType":"drink","observations":["It is green."]}"#

        private static func entity(_ observations: String) -> String {
            #"{"type":"entity","name":"Cup","entityType":"thing","observations":"# + observations + "}"
        }

        /// What is wrong with a line, and what is said of it.
        private static let faults: [(line: String, reason: String)] = [
            ("{\"type\":", "is not JSON"), ("[1]", "is a list, and no object"),
            ("\"text\"", "is a text, and no object"),
            (#"{"type":"thing"}"#, "has a type other than"), (#"{"type":"entity"}"#, "has no name"),
            (entity("[5]"), "has a number as observation, where a text belongs (observation 1)"),
            (entity("\"a\""), "has observations that are no list"),
            (entity(#"["ok",null]"#), "has no observation (observation 2)"),
            (entity(#"["\u0000"]"#), "NUL"), (entity(#"[" \n"]"#), "without any words"),
            (String(repeating: "[", count: 100_000), "nests deeper"),
            (
                entity("[" + String(repeating: "[", count: 600) + String(repeating: "]", count: 600) + "]"),
                "nests deeper"
            ),
            (#"{"type":"relation","from":"A","to":{},"relationType":"b"}"#, "has an object as to"),
        ]

        @Test(
            "each line that cannot be read is named with its reason, and nothing is stored unless they are to be left out"
        )
        func named() async throws {
            try await BankSide.withOne { side, folder in
                let lines = Self.faults.flatMap {
                    [Self.good.replacing("green", with: "no. \($0.line.count)"), $0.line]
                }
                try folder.write("a.jsonl", lines.joined(separator: "\n"))
                let refusal = try await side.refusal("import_bank", ["file": "a.jsonl"])
                #expect(refusal.contains("Nothing was imported"), "\(refusal)")
                for (place, fault) in Self.faults.enumerated() {
                    let sentence = try #require(
                        refusal.split(separator: "; ").first { $0.contains("line \(2 * place + 2) ") }
                    )
                    #expect(sentence.contains(fault.reason), "\(sentence)")
                }
                #expect(try await side.memories() == [])
                let report = try await side.call("import_bank", ["file": "a.jsonl", "skip_unreadable": true])
                #expect(report["unreadable"] == .int(Self.faults.count))
                #expect(report["problems"]?.array?.count == Self.faults.count)
                #expect(report["imported"]?.int == Set(Self.faults.map(\.line.count)).count)
            }
        }

        @Test("bytes that are no UTF-8 and lines that are too long are named, and what follows them is read")
        func bytes() async throws {
            try await BankSide.withOne { side, folder in
                var data = Data((Self.good + "\n").utf8)
                data += Data(Self.entity("[\"a").utf8) + Data([0xFF]) + Data("\"]}\n".utf8)
                data += Data(Self.entity("[\"").utf8) + Data(repeating: 0x61, count: 17 << 20) + Data("\"]}\n".utf8)
                data += Data(Self.entity("[\"It is white.\"]").utf8)
                try data.write(to: folder.appending(path: "a.jsonl"))
                let report = try await side.call("import_bank", ["file": "a.jsonl", "skip_unreadable": true])
                #expect(report["imported"] == 2)
                let problems = report["problems"]?.array?.compactMap(\.string) ?? []
                #expect(problems.first == "line 2 is no UTF-8 text")
                #expect(problems.last?.hasPrefix("line 3 is longer than the 16777216 bytes") == true)
            }
        }

        @Test(
            "elements are named by their numbers",
            arguments: [
                (#"[{"memory":5},{"memory":"Tea is green."}]"#, "element 1 has a number as memory"),
                (
                    #"{"results":[{"memory":"Tea is green."},{"memory":""}]}"#,
                    "element 2 of results has a memory without any words"
                ),
                (#"[{"memory":"Tea is green."},{"id":1}]"#, "element 2 has no memory"),
                (
                    #"[{"memory":"Tea is green."},{"memory":"x","created_at":"yesterday"}]"#,
                    "element 2 has a created_at that is no time"
                ),
                (
                    #"[{"memory":"Tea is green."},{"memory":"x","created_at":1e300}]"#,
                    "element 2 has a created_at that is no time"
                ),
                (
                    #"[{"memory":"Tea is green."},{"memory":"x","metadata":{"a":"\u0000"}}]"#,
                    "element 2 has a metadata with the character NUL"
                ),
                (#"[{"memory":"Tea is green."},{"memory":"x","metadata":[]}]"#, "element 2 has a list as metadata"),
                (#"[{"memory":"Tea is green."},{"memory":"x" "a"}]"#, "element 2 is not JSON"),
                (#"[{"memory":"Tea is green."}"#, "the document is no whole JSON document: it ends early"),
                (
                    #"[{"memory":"Tea is green."}] []"#,
                    "the document is no whole JSON document: it goes on behind its end"
                ),
                (#"{"results":[{"memory":"Tea is green."}"#, "ends early"),
            ]
        )
        func elements(_ text: String, _ reason: String) async throws {
            try await BankSide.withOne { side, folder in
                try folder.write("a.json", text)
                let refusal = try await side.refusal("import_bank", ["file": "a.json"])
                #expect(refusal.contains("Nothing was imported: ") && refusal.contains(reason), "\(refusal)")
                let report = try await side.call("import_bank", ["file": "a.json", "skip_unreadable": true])
                #expect(report["imported"] == 1)
                #expect(report["unreadable"] == 1)
            }
        }

        @Test(
            "a file of no known format is refused, and says what to do",
            arguments: [
                ("", nil, "is empty"), (" \n", nil, "is empty"), ("{}", nil, "no format that is known"),
                ("\u{1}\u{2}", nil, "no format"),
                (#"{"a":1}"#, "mem0", "has no memory"), (#"{"results":5}"#, "mem0", "has no memory"),
                ("[]", nil, "no format that is known"),
                (#"{"memory":"Tea."}"#, "paddle", "does not begin an export"),
                (#"{"format":"paddle-memory-bank","version":2,"bank":{}}"#, nil, "is of version 2"),
            ] as [(String, String?, String)]
        )
        func unknown(_ text: String, _ format: String?, _ reason: String) async throws {
            try await BankSide.withOne { side, folder in
                try folder.write("a", text)
                var arguments: JSONValue = ["file": "a"]
                arguments["format"] = format.map(JSONValue.string)
                let refusal = try await side.refusal("import_bank", arguments)
                #expect(refusal.contains(reason), "\(refusal)")
            }
        }

        @Test("an export of ours that was cut, spliced or lengthened is noticed")
        func cut() async throws {
            try await BankSide.withTwo { from, to, folder in
                try await from.server.overStdio { client in
                    for number in 1...3 { try await client.store("Tea number \(number) is hot.", in: "default") }
                }
                try await from.call("export_bank", ["file": "a.jsonl"])
                let lines = try folder.text("a.jsonl").split(separator: "\n").map(String.init)
                let damaged: [(name: String, lines: [String], reason: String)] = [
                    ("cut", Array(lines.dropLast()), "the end lacks the line that ends every export"),
                    ("short", Array(lines[0...1] + lines[3...]), "line 4 counts 3 lines, and the file holds 2"),
                    ("long", lines + [lines[1]], "line 6 stands behind the line that ends the export"),
                    (
                        "other", lines.map { $0.replacing("\"kind\": \"note\"", with: "\"kind\": \"thing\"") },
                        "has a kind other than fact"
                    ),
                ]
                for (name, lines, reason) in damaged {
                    try folder.write(name, lines.joined(separator: "\n"))
                    let refusal = try await to.refusal("import_bank", ["file": .string(name)])
                    #expect(refusal.contains(reason), "\(name): \(refusal)")
                    #expect(try await to.memories() == [])
                }
                try folder.write("half", String(try folder.text("a.jsonl").prefix(500)))
                #expect(try await to.refusal("import_bank", ["file": "half"]).contains("is not JSON"))
                let report = try await to.call("import_bank", ["file": "cut", "skip_unreadable": true])
                #expect(report["imported"] == 3)
                #expect(report["unreadable"] == 1)
            }
        }

        @Test("secrets are left out and named by their places, never shown, unless they are to be stored")
        func secrets() async throws {
            try await BankSide.withOne { side, folder in
                let secret = "ghp_" + String(repeating: "a1B2", count: 9)
                let records: JSONValue = [
                    ["memory": "Tea is green."], ["memory": .string("The token is \(secret)")],
                    ["memory": "Coffee is black.", "metadata": ["note": .string(secret)]],
                ]
                try folder.write("a.json", records.serialized)
                let report = try await side.call("import_bank", ["file": "a.json"])
                #expect(report["imported"] == 1)
                #expect(report["refused"] == 2)
                #expect(
                    report["problems"] == [
                        "element 2 seems to hold a secret (github-token)",
                        "element 3 seems to hold a secret (github-token)",
                    ]
                )
                #expect(try await side.columns("content") == [["content": "Tea is green."]])
                let all = try await side.call("import_bank", ["file": "a.json", "allow_secrets": true])
                #expect(all["imported"] == 2)
                #expect(all["skipped"] == 1)
            }
        }
    }
}
