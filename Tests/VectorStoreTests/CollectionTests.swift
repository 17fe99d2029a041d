import Foundation
import TestSupport
import Testing

extension VectorStore {
    @Suite("Collections")
    struct CollectionTests {
        private static var server: TestServer { get throws { try VectorStore.server.with("--toolsets", "all") } }

        /// A name that no other test has.
        private static func uniqueName() -> String { "c-\(UUID().uuidString.prefix(13).lowercased())" }

        /// Runs `body` with a collection, and deletes that.
        private func withCollection(
            _ settings: JSONValue = [:],
            _ body: (any MCPClient, String) async throws -> Void
        ) async throws {
            let name = Self.uniqueName()
            try await Self.server.overStdio { client in
                var arguments = settings
                arguments["name"] = .string(name)
                let made = try await client.value("create_collection", arguments)
                #expect(made["collection"]?.string == name)
                #expect(made["dimensions"] == 384)
                try await body(client, name)
                let count = try await client.value("count_documents", ["collection": .string(name)])
                let deleted = try await client.value(
                    "delete_collection",
                    ["collection": .string(name), "expected_count": count["count"] ?? 0]
                )
                #expect(deleted["deleted"] == count["count"])
            }
        }

        @Test("a collection has documents of its own, for every tool")
        func ownDocuments() async throws {
            try await withCollection { client, name in
                let collection: JSONValue = .string(name)
                let content: JSONValue = "Matcha is ground from shaded leaves."
                let added = try await client.value(
                    "add_document",
                    ["content": content, "key": "matcha", "collection": collection]
                )
                let id = try #require(added["id"])
                #expect(id == 1)
                let batch: JSONValue = [["content": "Sencha is steamed."], ["content": "Assam is malty."]]
                _ = try await client.value("add_documents", ["documents": batch, "collection": collection])

                let found = try await client.value(
                    "search_documents",
                    ["query": "How is matcha made?", "collection": collection]
                )
                #expect(found["hits"]?[0]?["id"] == 1)
                #expect(found["hits"]?.array?.count == 3)
                for (tool, arguments) in [
                    ("get_document", ["key": "matcha"]), ("find_similar_documents", ["id": id]),
                    ("update_document", ["id": id, "title": "Matcha"]),
                ] as [(String, JSONValue)] {
                    var arguments = arguments
                    let elsewhere = try await client.call(tool, ["key": "matcha", "title": "x"])
                    #expect(elsewhere.isError, "\(tool)")
                    arguments["collection"] = collection
                    _ = try await client.value(tool, arguments)
                }
                #expect(
                    try await client.value("get_documents", ["ids": [1, 2], "collection": collection])["missing"] == []
                )
                let listed = try await client.value("list_documents", ["collection": collection])
                #expect(listed["documents"]?.array?.map { $0["title"] } == ["Matcha", nil, nil])
                _ = try await client.value("delete_document", ["id": id, "collection": collection])
                let rest = try await client.value("count_documents", ["collection": collection])
                #expect(rest["count"] == 2)
            }
        }

        @Test("its language, index and weights are what it was made with, and it is listed and described with them")
        func settings() async throws {
            try await withCollection(["language": "german", "index": "none", "hybrid_weight": 0.25]) { client, name in
                let collection: JSONValue = .string(name)
                _ = try await client.value(
                    "add_document",
                    ["content": "Der Tee wird aus jungen Blättern gemacht.", "collection": collection]
                )
                let found = try await client.value(
                    "search_documents",
                    ["query": "Blatt", "mode": "keyword", "collection": collection]
                )
                #expect(found["hits"]?.array?.count == 1)
                let hybrid = try await client.value("search_documents", ["query": "Blatt", "collection": collection])
                #expect(try #require(hybrid["hits"]?[0]?["parts"]?["vector"]?.double) <= 0.25)
                #expect(try #require(hybrid["hits"]?[0]?["parts"]?["keyword"]?.double) <= 0.75)

                let state = try await client.value("describe_collection", ["collection": collection])
                #expect(state["documents"] == 1)
                #expect(state["language"] == "german")
                #expect(state["indexes"] == [])
                #expect(state["models"]?[0]?["documents"] == 1)
                #expect(state["waiting"] == ["vectors": 0, "keywords": 0])
                #expect(state["collection"]?["hybrid_weight"] == 0.25)

                var names: [String] = []
                var cursor: JSONValue?
                repeat {
                    var arguments: JSONValue = ["limit": 1]
                    if let cursor { arguments["cursor"] = cursor }
                    let page = try await client.value("list_collections", arguments)
                    names += page["collections"]?.array?.compactMap { $0["name"]?.string } ?? []
                    cursor = page["next_cursor"]
                } while cursor != nil
                #expect(names == names.sorted())
                #expect(names.contains(name) && names.contains("documents"))
            }
        }

        @Test("whichever distance its index orders by, scores are cosines and the order is the same")
        func distances() async throws {
            var rankings: [[JSONValue?]] = []
            for distance in ["cosine", "inner_product", "l2"] as [JSONValue] {
                try await withCollection(["distance": distance]) { client, name in
                    let collection: JSONValue = .string(name)
                    let texts = ["A whale sings.", "Bread is baked at dawn.", "The choir sings on Sunday."]
                    let documents = texts.map { ["content": .string($0)] as JSONValue }
                    _ = try await client.value(
                        "add_documents",
                        ["documents": .array(documents), "collection": collection]
                    )
                    let build: JSONValue = ["action": "build", "precision": "half", "collection": collection]
                    _ = try await client.value("manage_index", build)
                    let found = try await client.value(
                        "search_documents",
                        ["query": "songs of whales", "mode": "vector", "collection": collection]
                    )
                    let hits = found["hits"]?.array ?? []
                    rankings.append(hits.map { $0["id"] })
                    #expect(try #require(hits.first?["score"]?.double) > 0.5)
                    let recall = try await client.call("measure_recall", ["collection": collection])
                    #expect(!recall.isError, "\(recall.text)")
                }
            }
            #expect(rankings[0].count == 3)
            #expect(rankings[1] == rankings[0] && rankings[2] == rankings[0])
        }

        @Test("one that is made again under the same name is another one")
        func again() async throws {
            try await withCollection { client, name in
                let collection: JSONValue = .string(name)
                let added: JSONValue = ["content": "A whale sings.", "collection": collection]
                _ = try await client.value("add_document", added)
                // Another process replaces it.
                try await Self.server.overStdio { other in
                    let deletion: JSONValue = ["collection": collection, "expected_count": 1]
                    _ = try await other.value("delete_collection", deletion)
                    _ = try await other.value("create_collection", ["name": collection, "language": "simple"])
                }
                try await eventually("the new one is seen") {
                    let state = try await client.call("describe_collection", ["collection": collection])
                    return try !state.isError && state.value["language"] == "simple"
                }
                #expect(try await client.value("add_document", added)["id"] == 1)
            }
        }

        @Test("what cannot be made, or must stay, is refused, and says why")
        func refusals() async throws {
            try await withCollection { client, name in
                for (arguments, reason) in [
                    (["name": .string(name)], "already"), (["name": "documents"], "already"),
                    (["name": "Notes"], "lower-case"), (["name": "a\"; DROP TABLE documents; --"], "lower-case"),
                    (["name": "a", "language": "klingon"], "english"),
                    (["name": "a", "model": "other"], "EMBEDDING_MODEL"),
                    (["name": "a", "dimensions": 12], "384"), (["name": "a_passages"], "lower-case"),
                ] as [(JSONValue, String)] {
                    let refused = try await client.call("create_collection", arguments)
                    #expect(refused.isError)
                    #expect(refused.text.contains(reason), "\(refused.text)")
                }
                for (name, reason) in [
                    ("no-such", "list_collections"), ("documents", "stays"), (name, "expected_count"),
                ] {
                    let refused = try await client.call("delete_collection", ["collection": .string(name)])
                    #expect(refused.isError)
                    #expect(refused.text.contains(reason), "\(refused.text)")
                }
                let wrong = try await client.call(
                    "delete_collection",
                    ["collection": .string(name), "expected_count": 7]
                )
                #expect(wrong.isError && wrong.text.contains("has 0 documents"))
            }
        }

        @Test(
            "COLLECTION_NAME is meant where a call names none, and is made; the argument is listed with its tools only"
        )
        func ownCollection() async throws {
            let name = Self.uniqueName()
            let own = try VectorStore.server.with(settings: ["COLLECTION_NAME": name])
            try await own.overStdio { client in
                #expect(try await client.value("add_document", ["content": "Oolong is half oxidised."])["id"] == 1)
                #expect(try await client.value("count_documents", [:])["count"] == 1)
                let tools = try await client.ask("tools/list").result["tools"]?.array ?? []
                #expect(tools.allSatisfy { $0["inputSchema"]?["properties"]?["collection"] == nil })
            }
            try await Self.server.overStdio { client in
                let tools = try await client.ask("tools/list").result["tools"]?.array ?? []
                let search = tools.first { $0["name"] == "search_documents" }
                #expect(search?["inputSchema"]?["properties"]?["collection"] != nil)
                _ = try await client.value(
                    "delete_collection",
                    ["collection": .string(name), "expected_count": 1]
                )
            }
        }

        @Test("a table of another program is searched as it is, with what is new in it, and never written")
        func registered() async throws {
            try await withDatabaseAccess { database in
                let subject = try Self.server.with(settings: ["DATABASE_URL": database.url])
                try await subject.overStdio { client in
                    // The vectors are those of documents of ours.
                    let texts = [
                        "A whale sings in the deep sea.", "Bread is baked at dawn.", "The choir sings on Sunday.",
                    ]
                    for text in texts { _ = try await client.value("add_document", ["content": .string(text)]) }
                    try await database.script(
                        """
                        CREATE SCHEMA shop;
                        CREATE TABLE shop."Articles" (nr bigint PRIMARY KEY, body varchar, vec vector, about jsonb,
                            revised timestamptz NOT NULL DEFAULT now());
                        INSERT INTO shop."Articles" SELECT id * 10, content, embedding, '{"by":"Ann"}'
                        FROM documents ORDER BY id LIMIT 2;
                        """
                    )
                    let registration: JSONValue = [
                        "name": "articles", "table": "shop.Articles", "id_column": "nr", "content_column": "body",
                        "vector_column": "vec", "metadata_column": "about", "changed_column": "revised",
                        "updated_at_column": "revised",
                    ]
                    _ = try await client.value("register_collection", registration)
                    func hits(_ query: JSONValue, _ more: JSONValue = [:]) async throws -> [JSONValue] {
                        var arguments = more
                        arguments["query"] = query
                        arguments["collection"] = "articles"
                        return try await client.value("search_documents", arguments)["hits"]?.array ?? []
                    }
                    #expect(try await hits("ocean animals")[0]["id"] == 10)
                    #expect(try await hits("ocean", ["filter": ["by": "Bob"]]).isEmpty)
                    try await eventually("its words are found") {
                        try await hits("baking", ["mode": "keyword"]).map { $0["id"] } == [20]
                    }
                    for (filter, count) in [
                        (["$id": 10], 1), (["$updated_at": ["$gt": "2000-01-01T00:00:00Z"]], 2), (["$key": "x"], 0),
                        (["$title": ["$exists": true]], 0),
                    ] as [(JSONValue, JSONValue)] {
                        let arguments: JSONValue = ["collection": "articles", "filter": filter]
                        #expect(try await client.value("count_documents", arguments)["count"] == count, "\(filter)")
                    }
                    // What its own program does is seen.
                    try await database.script(
                        """
                        INSERT INTO shop."Articles" SELECT 30, content, embedding, NULL FROM documents WHERE id = 3;
                        UPDATE shop."Articles" SET body = 'Cake is made at noon.', revised = now() WHERE nr = 20;
                        """
                    )
                    try await eventually("what is new is found by its words") {
                        let new = try await hits("choir", ["mode": "keyword"]).map { $0["id"] }
                        let old = try await hits("baking", ["mode": "keyword"])
                        return new == [30] && old.isEmpty
                    }
                    #expect(try await hits("choir")[0]["parts"]?["vector"]?.double ?? 0 > 0.1)

                    let found = try await client.value("get_document", ["id": 20, "collection": "articles"])
                    #expect(found["content"] == "Cake is made at noon.")
                    #expect(found["metadata"] == ["by": "Ann"])
                    let listed = try await client.value(
                        "list_documents",
                        ["collection": "articles", "order": "newest"]
                    )
                    #expect(listed["documents"]?.array?.count == 3)
                    let state = try await client.value("describe_collection", ["collection": "articles"])
                    #expect(state["documents"] == 3)
                    #expect(state["collection"]?["is_read_only"] == true)
                    for (tool, arguments) in [
                        ("add_document", ["content": "x"]), ("update_document", ["id": 20, "title": "x"]),
                        ("delete_document", ["id": 20]), ("delete_documents", ["filter": [:], "expected_count": 3]),
                    ] as [(String, JSONValue)] {
                        var arguments = arguments
                        arguments["collection"] = "articles"
                        let refused = try await client.call(tool, arguments)
                        #expect(refused.isError)
                        #expect(refused.text.contains("another program"), "\(tool): \(refused.text)")
                    }
                    _ = try await client.value("delete_collection", ["collection": "articles"])
                    #expect(try await database.rows("SELECT count(*) AS n FROM shop.\"Articles\"") == [["n": 3]])
                }
            }
        }

        @Test("a table that does not fit is not registered, and why is told by its column")
        func unfit() async throws {
            try await withDatabaseAccess { database in
                let subject = try Self.server.with(settings: ["DATABASE_URL": database.url])
                try await subject.overStdio { client in
                    _ = try await client.value("list_collections", [:])
                    try await database.script(
                        """
                        CREATE TABLE other (id uuid, content text, embedding vector(3), number int, large bigint);
                        INSERT INTO other SELECT gen_random_uuid(), 'x', '[1,2,3]', 1, 5000000000 + n
                        FROM generate_series(1, 2) AS n;
                        CREATE TABLE few (id int, content text, embedding vector(3));
                        INSERT INTO few VALUES (1, 'x', '[1,2,3]');
                        """
                    )
                    for (arguments, reason) in [
                        (["table": "nowhere"], "no table nowhere"),
                        (["table": "other"], "id: the column id of other is uuid"),
                        (["table": "few"], "3 dimensions"),
                        (["table": "other", "id_column": "number"], "several rows have 1"),
                        (["table": "other", "id_column": "large"], "no integer of 32 bits"),
                        (["table": "documents"], "own table"), (["table": "collection_x"], "no table"),
                        (["table": "other", "id_column": "nr"], "no column \"nr\""),
                        (["table": "other", "id_column": "number", "vector_column": "content"], "must be vector"),
                    ] as [(JSONValue, String)] {
                        var arguments = arguments
                        arguments["name"] = "other"
                        let refused = try await client.call("register_collection", arguments)
                        #expect(refused.isError)
                        #expect(refused.text.contains(reason), "\(refused.text)")
                    }
                    #expect(try await client.value("list_collections", [:])["collections"]?.array?.count == 1)
                }
            }
        }

        @Test("what is left of a collection whose table was dropped is forgotten with its name")
        func dropped() async throws {
            try await withDatabaseAccess { database in
                let subject = try Self.server.with(settings: ["DATABASE_URL": database.url])
                try await subject.overStdio { client in
                    for _ in 0..<2 {
                        _ = try await client.value("create_collection", ["name": "gone"])
                        _ = try await client.value("add_document", ["content": "x y", "collection": "gone"])
                        try await database.script("DROP TABLE collection_gone CASCADE")
                        try await eventually("it is not known any more") {
                            try await client.call("describe_collection", ["collection": "gone"]).text.contains(
                                "no coll"
                            )
                        }
                    }
                    let kept = try await database.rows("SELECT count(*) AS n FROM paddle_keyword_indexes")
                    #expect(kept == [["n": 2]])
                }
            }
        }
    }
}
