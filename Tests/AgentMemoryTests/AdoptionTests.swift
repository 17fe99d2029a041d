import Foundation
import TestSupport
import Testing

extension AgentMemory {
    @Suite("What earlier servers have stored")
    struct AdoptionTests {
        /// The tables that the earlier servers' documentation names, as they made them.
        private static let documented = """
            CREATE EXTENSION IF NOT EXISTS vector;
            CREATE TABLE memory_banks (
              id SERIAL PRIMARY KEY, name VARCHAR(255) NOT NULL, description TEXT,
              created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP, updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
            );
            CREATE TABLE memories (
              id SERIAL PRIMARY KEY, memory_bank_id INTEGER REFERENCES memory_banks(id), content TEXT NOT NULL,
              embedding vector(384), metadata JSONB, importance INTEGER DEFAULT 1, access_count INTEGER DEFAULT 0,
              last_accessed TIMESTAMP, created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
              updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
            );
            CREATE TABLE conversations (
              id SERIAL PRIMARY KEY, session_id VARCHAR(255) NOT NULL, role VARCHAR(50) NOT NULL, content TEXT NOT NULL,
              metadata JSONB, created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
            );
            CREATE INDEX idx_memories_memory_bank_id ON memories (memory_bank_id);
            CREATE INDEX idx_memories_importance ON memories (importance DESC);
            CREATE INDEX idx_conversations_session_id ON conversations (session_id);
            CREATE INDEX idx_conversations_created_at ON conversations (created_at);
            """

        /// The tables that their code made.
        private static let coded = """
            CREATE TABLE episodic_memory (
              id SERIAL PRIMARY KEY, agent_id VARCHAR(255) NOT NULL, session_id VARCHAR(255),
              timestamp TIMESTAMPTZ DEFAULT NOW(), context JSONB, memory_type VARCHAR(50) DEFAULT 'episodic',
              relevance_score FLOAT DEFAULT 1.0, tags TEXT[],
              CONSTRAINT unique_agent_session_memory UNIQUE (agent_id, session_id, context)
            );
            CREATE TABLE semantic_memory (
              id SERIAL PRIMARY KEY, entity VARCHAR(255) NOT NULL, data JSONB, category VARCHAR(100),
              last_updated TIMESTAMPTZ DEFAULT NOW(), access_count INTEGER DEFAULT 0, tags TEXT[], agent_id VARCHAR(255),
              CONSTRAINT unique_entity_agent UNIQUE (entity, agent_id)
            );
            CREATE TABLE working_memory (
              id SERIAL PRIMARY KEY, agent_id VARCHAR(255) NOT NULL, session_id VARCHAR(255) NOT NULL,
              key VARCHAR(255) NOT NULL, value JSONB, created_at TIMESTAMPTZ DEFAULT NOW(), expires_at TIMESTAMPTZ,
              UNIQUE(agent_id, session_id, key)
            );
            """

        @Test(
            "banks, memories and conversations are adopted in place, embedded behind the calls, and found; none is lost"
        )
        func documented() async throws {
            try await withDatabaseAccess { database in
                try await database.script(
                    Self.documented + """
                        INSERT INTO memory_banks (id, name) VALUES (1, 'work'), (2, 'home'), (7, 'work');
                        INSERT INTO memories (id, memory_bank_id, content, metadata, importance, access_count) VALUES
                            (1, 1, 'The build server is called Hephaestus.', '{"source": "wiki"}', 5, 3),
                            (2, 7, 'The coffee machine needs descaling.', NULL, NULL, NULL),
                            (3, NULL, 'Nobody knows whose bank this is in.', '{}', 40, 0);
                        INSERT INTO conversations (session_id, role, content, created_at) VALUES
                            ('s1', 'user', 'When is the launch?', '2025-03-01 10:00'),
                            ('s2', 'user', 'Something else.', '2025-03-02 10:00'),
                            ('s1', 'assistant', 'The launch is on the ninth of May.', '2025-03-01 10:01');
                        """
                )
                let subject = try whole.with(settings: ["DATABASE_URL": database.url])
                #expect(try await subject.command("migrate", "up").succeeded)
                try await subject.overStdio { client in
                    let banks = try await client.value("list_memory_banks", [:])["banks"]?.array
                    #expect(banks?.compactMap { $0["name"]?.string } == ["default", "home", "work", "work (7)"])
                    try await eventually("what was adopted has its vectors") {
                        try await database.rows(
                            """
                            SELECT FROM memories WHERE embedding IS NULL UNION ALL
                            SELECT FROM conversations WHERE embedding IS NULL
                            """
                        ).isEmpty
                    }
                    let memory = try await client.found("Which machine compiles the code?", in: "work").first
                    #expect(memory?["content"] == "The build server is called Hephaestus.")
                    #expect(memory?["importance"] == 5)
                    #expect(memory?["metadata"] == ["source": "wiki"])
                    #expect(try await client.foundTexts("coffee", in: "work (7)").count == 1)
                    #expect(try await client.found("whose bank", in: "default").first?["importance"] == 10)
                    let talk = try await client.value("get_conversation", ["session_id": "s1"])
                    #expect(talk["turns"]?.array?.map { $0["turn"] } == [0, 1])
                    let found = try await client.value("search_conversations", ["query": "launch date"])
                    #expect(found["hits"]?.array?.first?["turn"]?["session_id"] == "s1")
                    #expect(try await client.store("A new one.", in: "home")["id"] == 4)
                }
            }
        }

        @Test("odd rows are adopted, too: doubled and empty names, banks that are not there, ids without a sequence")
        func odd() async throws {
            try await withDatabaseAccess { database in
                try await database.script(
                    Self.documented + """
                        ALTER TABLE memories DROP CONSTRAINT memories_memory_bank_id_fkey,
                            ALTER COLUMN id DROP DEFAULT, ALTER COLUMN metadata SET NOT NULL;
                        DROP SEQUENCE memories_id_seq;
                        INSERT INTO memory_banks (id, name) VALUES (1, 'work'), (2, 'work (7)'), (7, 'work'), (8, '');
                        INSERT INTO memories (id, memory_bank_id, content, metadata, access_count, updated_at) VALUES
                            (5, 99, 'An orphan.', '[1]', -1, 'infinity'), (6, 8, 'Of no name.', '{}', 2147483647, NULL);
                        INSERT INTO conversations (session_id, role, content) VALUES ('', 'user', 'Nameless.');
                        """
                )
                let subject = try whole.with(settings: ["DATABASE_URL": database.url])
                let migration = try await subject.command("migrate", "up")
                #expect(migration.succeeded, "\(migration)")
                try await subject.overStdio { client in
                    let banks = try await client.value("list_memory_banks", [:])["banks"]?.array
                    let names = Set(banks?.compactMap { $0["name"]?.string } ?? [])
                    #expect(names == ["default", "work", "work (7)", "work (7) (7)", "bank 8", "bank 99"])
                    try await eventually("the orphan is found") {
                        try await client.foundTexts("orphan", in: "bank 99") == ["An orphan."]
                    }
                    #expect(try await client.foundTexts("name", in: "bank 8", ["mode": "keyword"]) == ["Of no name."])
                    #expect(try await client.store("One more.", in: "work")["id"] == 7)
                    let plan: JSONValue = [
                        "bank": "bank 99", "decay_below": 0.5, "half_life_days": 0.01, "wait_seconds": 60,
                    ]
                    #expect(try await client.value("consolidate_memories", plan)["forgotten"] == 0)
                    let talk = try await client.value("get_conversation", ["session_id": "unnamed"])
                    #expect(talk["turns"]?.array?.count == 1)
                }
                try await database.execute("INSERT INTO public.memories (content) VALUES ('Without a bank.')")
                let held = try await database.rows(
                    "SELECT name FROM memories AS m JOIN memory_banks AS b ON b.id = m.memory_bank_id WHERE content = 'Without a bank.'"
                )
                #expect(held == [["name": "default"]])
            }
        }

        @Test("a turn that another program adds later stands at the end of its session, and is found")
        func later() async throws {
            try await withDatabaseAccess { database in
                let subject = try server.with(settings: ["DATABASE_URL": database.url])
                #expect(try await subject.command("migrate", "up").succeeded)
                for text in ["The ferry leaves at six.", "It is green."] {
                    try await database.execute(
                        "INSERT INTO public.conversations (session_id, role, content) VALUES ('old', 'user', '\(text)')"
                    )
                }
                try await subject.overStdio { client in
                    let talk = try await client.value("get_conversation", ["session_id": "old"])
                    #expect(talk["turns"]?.array?.map { $0["turn"] } == [0, 1])
                    try await eventually("it is found by meaning") {
                        let found = try await client.value("search_conversations", ["query": "departure of the boat"])
                        return found["hits"]?.array?.isEmpty == false
                    }
                }
            }
        }

        @Test(
            "episodes and facts become memories of their agents, and working memory values of sessions; their tables stay"
        )
        func coded() async throws {
            try await withDatabaseAccess { database in
                try await database.script(
                    Self.coded + """
                        INSERT INTO episodic_memory (agent_id, session_id, context, tags) VALUES
                            ('coder', 's1', '{"event": "deploy", "result": "rolled back", "hosts": ["a", "b"]}', '{ops}'),
                            ('coder', NULL, '"just text"', NULL), ('planner', 's2', '{}', '{}');
                        INSERT INTO semantic_memory (entity, data, category, agent_id, access_count) VALUES
                            ('billing service', '{"language": "Go", "owner": "Priya"}', 'service', 'coder', 4),
                            ('shared thing', '{"colour": "red"}', NULL, NULL, 0);
                        INSERT INTO working_memory (agent_id, session_id, key, value, expires_at) VALUES
                            ('coder', 's1', 'step', '{"n": 3}', NULL), ('coder', 's1', 'gone', '1', '2020-01-01');
                        """
                )
                let subject = try whole.with(settings: ["DATABASE_URL": database.url])
                #expect(try await subject.command("migrate", "up").succeeded)
                try await subject.overStdio { client in
                    let coder = try await client.texts(of: "coder")
                    #expect(
                        coder == [
                            "event: deploy\nhosts: a, b\nresult: rolled back", "just text",
                            "billing service\nowner: Priya\nlanguage: Go",
                        ]
                    )
                    #expect(try await client.texts(of: "planner") == ["(empty)"])
                    #expect(try await client.texts(of: "default") == ["shared thing\ncolour: red"])
                    try await eventually("they are found by meaning") {
                        try await client.foundTexts("Who is responsible for invoices?", in: "coder").first?
                            .hasPrefix("billing service") == true
                    }
                    let fact = try await client.found("billing", in: "coder").first { $0["kind"] == "fact" }
                    #expect(fact?["subject"] == "billing service")
                    #expect(fact?["metadata"]?["data"]?["owner"] == "Priya")
                    let values = try await client.value("get_working_memory", ["session_id": "s1", "bank": "coder"])
                    #expect(values["values"]?.array?.map { $0["key"] } == ["step"])
                }
                let kept = try await database.rows("SELECT count(*) AS n FROM episodic_memory")
                #expect(kept == [["n": 3]])
            }
        }
    }
}
