import Async
import Documents
import Postgres
import Retrieval
import TestSupport
import Testing

/// The owner of an adopted table may keep triggers of its own, which have a say in what is stored.
@Suite("Triggers of the table's owner")
struct OwnTriggerTests {
    /// A statement that makes a trigger before each change of a sort.
    private static func trigger(before event: String, _ body: String) -> String {
        """
        CREATE FUNCTION own_\(event)() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
            AS $$ BEGIN \(body) END $$;
        CREATE TRIGGER own_\(event) BEFORE \(event) ON public.documents FOR EACH ROW EXECUTE FUNCTION own_\(event)();
        """
    }

    private func script(_ sql: String, in bench: DocumentBench) async throws {
        try await bench.pool.withConnection { try await $0.script(sql) }
    }

    private func expectKeptOut(_ work: () async throws -> Void) async {
        let error = await #expect(throws: RetrievalError.self) { try await work() }
        #expect(error?.description.contains("Nothing was done") == true)
        #expect(error?.description.contains("trigger") == true)
    }

    @Test("one that keeps a new row out is an error, and nothing is stored")
    func keepsOut() async throws {
        try await DocumentBench.run { bench async throws in
            try await script(Self.trigger(before: "insert", "RETURN NULL;"), in: bench)
            await expectKeptOut { _ = try await bench.add("One.") }
            #expect(try await bench.store.documents(after: nil, limit: 9).isEmpty)
        }
    }

    @Test("one that undoes a change or a deletion is an error, and the row and its vectors are as they were")
    func undoes() async throws {
        try await DocumentBench.run { bench async throws in
            let id = try await bench.add("A whale sings.").id
            try await script(
                Self.trigger(before: "update", "RETURN NULL;") + Self.trigger(before: "delete", "RETURN NULL;"),
                in: bench
            )
            await expectKeptOut { _ = try await bench.update(id, DocumentChange(content: "A train runs.")) }
            await expectKeptOut { _ = try await bench.update(id, DocumentChange(title: "Trains")) }
            await expectKeptOut { _ = try await bench.delete(id) }
            await expectKeptOut {
                try await bench.pool.transaction { try await bench.store.delete(ids: [id], on: $0) }
            }
            let hit = try await bench.search("whales").hits.first
            #expect(hit?.id == Int64(id))
            #expect(hit?.content == "A whale sings.")
            #expect(hit.map { $0.score > 0.5 } == true)
        }
    }

    @Test("what one changes of a row is what is answered, and what is embedded")
    func changes() async throws {
        try await DocumentBench.run { bench async throws in
            let body = "NEW.content = 'A train runs.'; NEW.title = 'Trains'; RETURN NEW;"
            try await script(Self.trigger(before: "insert", body), in: bench)
            let added = try await bench.add("A whale sings.", title: "Whales")
            #expect(added.title == "Trains")
            #expect(added.contentLength == 13)
            #expect(added.passages == 0)
            #expect(try await bench.collection.embedBacklog(logger: silentLogger) == .done)
            #expect(try await bench.search("railways").hits.first.map { $0.score > 0.3 } == true)

            try await script("DROP TRIGGER own_insert ON public.documents", in: bench)
            let id = try await bench.add("A whale sings.").id
            try await script(
                Self.trigger(before: "update", "NEW.content = left(NEW.content, 14); RETURN NEW;"),
                in: bench
            )
            let long = String(repeating: "A train runs. ", count: 400)
            let changed = try await bench.update(id, DocumentChange(content: long))
            #expect(changed?.contentLength == 14)
            #expect(changed?.passages == 0)
            #expect(try await bench.collection.embedBacklog(logger: silentLogger) == .done)
            #expect(try await bench.store.document(id: id)?.passages == 1)
        }
    }

    @Test("a row that must not be changed waits for its vectors, and holds up no other")
    func refusesChanges() async throws {
        try await DocumentBench.run { bench async throws in
            try await script(
                """
                INSERT INTO documents (title, content) SELECT n, 'A text.' FROM generate_series(1, 40) AS n;
                ALTER TABLE documents ADD CONSTRAINT fit CHECK (title NOT IN ('1', '20')) NOT VALID;
                """,
                in: bench
            )
            #expect(try await bench.collection.embedBacklog(logger: silentLogger) == .unfinished)
            let waiting = try await bench.pool.query("SELECT title FROM documents WHERE embedding IS NULL ORDER BY id")
            #expect(try waiting.map { try $0.decode(String.self) } == ["1", "20"])
            #expect(try await !bench.search("text", limit: 100).exhausted)
        }
    }
}
