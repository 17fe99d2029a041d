import TestSupport
import Testing

extension RAGSpecification {
    @Suite("Explaining retrieval")
    struct ExplanationTests {
        /// A source about kilns and as many about boats as leave it no place among the best.
        private func corpus(
            _ client: some MCPClient,
            boats: Int = 0,
            about text: String = handbook
        ) async throws -> (kiln: JSONValue, all: [JSONValue]) {
            let kiln = try await client.source(text, ["metadata": ["kind": "handbook"]])
            guard boats > 0 else { return (kiln, [kiln]) }
            let documents = (1...boats).map { number -> JSONValue in
                ["content": .string("Boat \(number) is a sailing boat of oak, with a mast and a sail.")]
            }
            let added = try await client.value("add_documents", ["documents": .array(documents)])
            return (kiln, [kiln] + (try #require(added["results"]?.array).compactMap { $0["id"] }))
        }

        private func explain(
            _ client: some MCPClient,
            _ query: String,
            _ source: JSONValue,
            _ more: JSONValue = [:]
        ) async throws -> JSONValue {
            var arguments = more
            arguments["query"] = .string(query)
            arguments["id"] = source
            return try await client.value("explain_retrieval", arguments)
        }

        /// A server with a database of its own, where nobody else changes how rare a word is.
        private func alone(_ body: (StdioClient) async throws -> Void) async throws {
            try await withDatabaseAccess { database in
                let settings = ["TOOLSETS": "all", "DATABASE_URL": database.url]
                try await server.with(settings: settings).overStdio { try await body($0) }
            }
        }

        @Test("what is found has the score that the search gives it, and each leg's part in it")
        func found() async throws {
            try await alone { client in
                let (kiln, _) = try await corpus(client)
                try await eventually("its words are known") {
                    try await client.passages("porcelain", in: [kiln], ["mode": "keyword"]).isEmpty == false
                }
                let query = "How hot is porcelain fired?"
                let said = try await explain(client, query, kiln, ["source_ids": [kiln]])
                #expect(said["verdict"] == "found")
                #expect(said["passage"] == 1)
                let hit = try #require(try await client.passages(query, in: [kiln]).first)
                #expect(abs(try #require(said["score"]?.double) - (try #require(hit["score"]?.double))) < 1e-9)
                #expect(said["parts"] == hit["parts"])
                let terms = try #require(said["words"]?["terms"]?.array)
                let porcelain = try #require(terms.first { $0["term"] == "porcelain" })
                #expect(try #require(porcelain["share"]?.double) > 0)
                #expect(try #require(porcelain["chunks"]?.int) > 0)
                let sum = terms.reduce(0) { $0 + ($1["share"]?.double ?? 0) }
                #expect(abs(sum - (try #require(said["words"]?["score"]?.double))) < 1e-9)
                #expect(terms.reduce(0) { $0 + ($1["weight"]?.double ?? 0) } < 1.000_001)
                #expect(said["meaning"]?["rank"] == 1)
                #expect(said["meaning"]?["is_candidate"] == true)
            }
        }

        @Test("the places in each leg are those of a search by that leg alone")
        func ranks() async throws {
            try await alone { client in
                let all = try await corpus(client, boats: 12, about: "A kiln of brick, without a mast.").all
                let kiln = all[0]
                let among: JSONValue = ["source_ids": .array(all), "limit": 100]
                try await eventually("all words are known") {
                    try await client.passages("boat", in: all, ["mode": "keyword", "limit": 100]).count == 12
                }
                let query = "Which sail has the kiln of boat 7?"
                for (mode, leg) in [("vector", "meaning"), ("keyword", "words")] {
                    var options = among
                    options["mode"] = .string(mode)
                    let hits = try await client.passages(query, in: all, options)
                    #expect(hits.count == 13)
                    // Each text is one chunk, so no neighbour changes a score. Equal scores have equal places in a leg.
                    let scores = try hits.map { try #require($0["score"]?.double) }
                    for (hit, score) in zip(hits, scores) {
                        let source = try #require(hit["source_id"])
                        let said = try await explain(client, query, source, options)
                        #expect(said["verdict"] == "found", "\(said["reason"] as Any)")
                        let place = 1 + scores.count { $0 > score + 1e-9 }
                        #expect(said[leg]?["rank"] == .int(place), "\(mode): \(said)")
                        #expect(said[leg]?["is_candidate"] == true)
                        #expect(said[mode == "vector" ? "words" : "meaning"] == nil)
                    }
                }
                // Of all boats this one alone has the number.
                var words = among
                words["mode"] = "keyword"
                #expect(try await explain(client, "boat 7", all[7], words)["words"]?["rank"] == 1)
                #expect(try #require(try await explain(client, "boat 7", all[3], words)["words"]?["rank"]?.int) > 1)
                #expect(try await explain(client, "boat 7", kiln, words)["words"]?["rank"] == nil)
            }
        }

        @Test("what leaves a source out is named")
        func excluded() async throws {
            try await whole.overStdio { client in
                let (kiln, all) = try await corpus(client, boats: 1)
                let cases: [(query: String, options: JSONValue, verdict: JSONValue, says: String)] = [
                    ("porcelain", ["source_ids": [all[1]]], "excluded", "not among source_ids"),
                    ("porcelain", ["filter": ["kind": "novel"]], "excluded", "filter does not match"),
                    ("porcelain degrees -degrees", ["source_ids": [kiln]], "excluded", "it holds \"degrees\""),
                    ("\"porcelain boats\"", ["source_ids": [kiln]], "excluded", "the phrase \"porcelain boats\""),
                    (
                        "porcelain", ["source_ids": [kiln], "min_score": 0.99], "below_min_score",
                        "below min_score, 0.990"
                    ),
                ]
                for (query, options, verdict, says) in cases {
                    let said = try await explain(client, query, kiln, options)
                    #expect(said["verdict"] == verdict, "\(query): \(said)")
                    #expect(said["reason"]?.string?.contains(says) == true, "\(said["reason"] as Any)")
                    #expect(said["advice"]?.string?.isEmpty == false)
                    #expect(said["passage"] == nil)
                }
            }
        }

        @Test("one that comes after the last passage is told its place, and one of a full source that too")
        func beyond() async throws {
            try await whole.overStdio { client in
                let (kiln, all) = try await corpus(client, boats: 3)
                let options: JSONValue = ["source_ids": .array(all), "limit": 1]
                let said = try await explain(client, "oak boats with masts", kiln, options)
                #expect(said["verdict"] == "beyond_limit", "\(said)")
                let place = try #require(said["unlimited_passage"]?.int)
                #expect(place > 1)
                let enough: JSONValue = ["source_ids": .array(all), "limit": .int(place)]
                #expect(try await explain(client, "oak boats with masts", kiln, enough)["passage"] == .int(place))
                let paragraphs = (1...8).map { "Lighthouse number \($0) has a lamp. \(Prose.words(90))" }
                let long = try await client.source(paragraphs.joined(separator: "\n\n"))
                let last =
                    try #require(try await client.value("get_source", ["id": long])["source"]?["chunks"]?.int) - 1
                let one: JSONValue = ["source_ids": [long], "per_source": 1, "chunk": .int(last)]
                let second = try await explain(client, "lighthouse lamp", long, one)
                #expect(second["verdict"] == "per_source", "\(second)")
                #expect(second["chunk"]?["ordinal"] == .int(last))
            }
        }

        @Test(
            "where limit leaves it out, that is said, whatever else is asked for",
            arguments: [["expand": "section"], ["diversity": 0.5], ["expand": "section", "diversity": 0.5]]
                as [JSONValue]
        )
        func sections(_ more: JSONValue) async throws {
            try await whole.overStdio { client in
                // So long that two sections do not hold all of it.
                let parts = (1...16).map { "Lighthouse number \($0) has a lamp. \(Prose.words(90))" }
                let long = try await client.source("# Lighthouses\n\n" + parts.joined(separator: "\n\n"))
                let count = try #require(try await client.value("get_source", ["id": long])["source"]?["chunks"]?.int)
                var options = more
                options["source_ids"] = [long]
                options["limit"] = 2
                var seen: Set<String> = []
                for chunk in 0..<count {
                    options["chunk"] = .int(chunk)
                    options["per_source"] = nil
                    let said = try await explain(client, "lighthouse lamp", long, options)
                    let verdict = try #require(said["verdict"]?.string)
                    seen.insert(verdict)
                    #expect(["found", "beyond_limit", "no_candidate"].contains(verdict), "\(said)")
                    guard verdict == "beyond_limit", let place = said["unlimited_passage"]?.int else { continue }
                    seen.insert("with its place")
                    #expect(place > 2, "\(said)")
                    #expect(said["reason"]?.string?.contains("passage \(place) and limit is 2") == true, "\(said)")
                    var raised = options
                    raised["limit"] = .int(place)
                    #expect(try await explain(client, "lighthouse lamp", long, raised)["verdict"] == "found")
                    options["per_source"] = 1
                    let one = try await explain(client, "lighthouse lamp", long, options)
                    #expect(one["verdict"] == "per_source", "\(one)")
                    #expect(one["reason"]?.string?.contains("per_source allows 1") == true, "\(one)")
                }
                #expect(seen.isSuperset(of: ["found", "with its place"]), "\(seen)")
            }
        }

        @Test("one that neither leg has among its best is told its place in each")
        func noCandidate() async throws {
            try await whole.overStdio { client in
                let (kiln, all) = try await corpus(client, boats: 60)
                try await eventually("all boats have their words") {
                    try await client.passages("boat", in: all, ["mode": "keyword", "limit": 100]).count == 60
                }
                let said = try await explain(
                    client,
                    "a sailing boat of oak",
                    kiln,
                    ["source_ids": .array(all), "limit": 5]
                )
                #expect(said["verdict"] == "no_candidate", "\(said)")
                #expect(said["reason"]?.string?.contains("none of the words occurs in it") == true)
                #expect(try #require(said["meaning"]?["rank"]?.int) > 30)
                #expect(said["meaning"]?["is_candidate"] == false)
                #expect(said["score"]?.double != nil)
            }
        }

        @Test("wrong questions are refused")
        func wrong() async throws {
            try await whole.overStdio { client in
                let (kiln, _) = try await corpus(client)
                let cases: [(JSONValue, String)] = [
                    (["query": "x", "id": 2_000_000_000], "There is no source with id 2000000000"),
                    (["query": "x", "key": .string(uniqueName())], "There is no source with key"),
                    (["query": "x"], "Give its id or its key"),
                    (["query": "x", "id": kiln, "key": "y"], "not both"),
                    (["query": "x", "id": kiln, "chunk": 99], "chunk must be below"),
                    (["query": "x", "id": kiln, "start": 100_000], "start must be within"),
                    (["query": "x", "id": kiln, "start": 1, "chunk": 0], "not both"),
                    (["query": "-x", "id": kiln], "only excludes words"),
                    (["query": "x", "id": kiln, "filter": ["$near": 1]], "$near"),
                ]
                for (arguments, says) in cases {
                    let outcome = try await client.call("explain_retrieval", arguments)
                    #expect(outcome.isError, "\(arguments)")
                    #expect(outcome.text.contains(says), "\(outcome.text)")
                }
            }
        }

        @Test("by words alone no model is loaded")
        func keyword() async throws {
            let key = uniqueName()
            try await whole.overStdio { client in try await client.add("The quokka lives on Rottnest Island.", as: key)
            }
            try await whole.with(settings: ["EMBEDDING_MODEL": "/nonexistent"]).overStdio { client in
                let asked: JSONValue = ["query": "quokka", "key": .string(key), "mode": "keyword"]
                let said = try await client.value("explain_retrieval", asked)
                #expect(said["words"]?["score"]?.double ?? 0 > 0)
                #expect(said["meaning"] == nil)
            }
        }
    }
}
