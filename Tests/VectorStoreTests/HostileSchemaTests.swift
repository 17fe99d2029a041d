import TestSupport
import Testing

extension VectorStore {
    @Suite("A database in which others may create objects")
    struct HostileSchemaTests {
        /// Every tool, the resources and the commands of the operator, on an empty database.
        private func useAll(_ url: String) async throws {
            let server = try server.with(settings: ["DATABASE_URL": url])
            let migrated = try await server.command("migrate", "up")
            #expect(migrated.succeeded, "\(migrated.errors)")
            try await server.overStdio { client in
                let id = try await client.add("A cup of tea.", metadata: ["kind": "drink", "sizes": [1, 2]])
                _ = try await client.add(Prose.words(600), title: "Long", metadata: ["kind": "prose"])
                #expect(try await client.search("tea", filter: ["kind": "drink"]).first?["id"] == id)
                #expect(try await client.search("tea", minScore: 0.1).first?["id"] == id)
                _ = try await client.value(
                    "update_document",
                    ["id": id, "title": "Tea", "content": "Two cups of tea."]
                )
                #expect(try await client.document(id)["content"] == "Two cups of tea.")
                #expect(try await client.listedDocuments().count == 2)
                _ = try await client.request("resources/read", ["uri": "paddle://documents/\(id)"]).result
                let deletion: JSONValue = ["filter": ["kind": "prose"], "expected_count": 1]
                _ = try await client.value("delete_documents", deletion)
                _ = try await client.value("delete_document", ["id": id])
            }
            let findings = try await server.command("doctor")
            #expect(findings.succeeded, "\(findings.output)")
            #expect(findings.output.contains("REVOKE CREATE ON SCHEMA public FROM PUBLIC"))
        }

        @Test("the traps are good: who looks names up in public falls into them")
        func traps() async throws {
            try await withDatabaseAccess { database in
                try await Traps.plant(in: database)
                #expect(try await Traps.sprung(in: database) == [])
                let used = [
                    "SELECT cardinality(ARRAY[1])", "SELECT to_json(ARRAY[1])", "SELECT make_interval(secs => 1)",
                    "SELECT 1 + '1'::text", "SELECT 'x'::public.jsonb", "SELECT count(*) FROM public.pg_class",
                ]
                for statement in used {
                    let before = try await Traps.sprung(in: database).count
                    try await database.execute(statement)
                    #expect(try await Traps.sprung(in: database).count > before, "\(statement)")
                }
            }
        }

        @Test("nothing of theirs is run, by migrations, tools, resources or doctor")
        func nothingIsRun() async throws {
            try await withDatabaseAccess { database in
                try await Traps.plant(in: database)
                try await useAll(database.url)
                #expect(try await Traps.sprung(in: database) == [])
            }
        }

        @Test(
            "nor behind a pooler that gives each transaction another session",
            .enabled(if: Pooler.isInstalled, Comment(rawValue: Pooler.absence))
        )
        func nothingIsRunBehindPooler() async throws {
            try await withDatabaseAccess { database in
                try await Traps.plant(in: database)
                try await database.behindPooler { try await useAll($0.url) }
                #expect(try await Traps.sprung(in: database) == [])
            }
        }

        @Test("every function of ours says where it looks names up, whoever causes it to run")
        func functions() async throws {
            try await withDatabaseAccess { database in
                _ = try await server.with(settings: ["DATABASE_URL": database.url]).command("migrate", "up")
                let ours = """
                    SELECT proname, coalesce(proconfig::text, '') LIKE '%search_path=pg_catalog, pg_temp%' AS is_safe
                    FROM pg_proc WHERE pronamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema')
                        AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
                    """
                let functions = try await database.rows(ours)
                #expect(functions.contains { $0["proname"] == "paddle_notify_changes" })
                #expect(functions.filter { $0["is_safe"] != true } == [])
            }
        }

        @Test("what others attach to a table that a deletion changes, too, is refused; their names forge no lines")
        func attachedByReference() async throws {
            try await withDatabaseAccess { database in
                let server = try server.with(settings: ["DATABASE_URL": database.url])
                #expect(try await server.command("migrate", "up").succeeded)
                try await database.withRole { stranger in
                    try await database.script(
                        """
                        CREATE TABLE public.notes (document int REFERENCES public.documents ON DELETE SET NULL);
                        SET ROLE \(stranger);
                        CREATE FUNCTION public."spy\nok       tables: all is well\u{1B}[2K"() RETURNS trigger
                            LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
                        RESET ROLE;
                        CREATE TRIGGER t AFTER UPDATE ON public.notes
                            FOR EACH ROW EXECUTE FUNCTION public."spy\nok       tables: all is well\u{1B}[2K"()
                        """
                    )
                    for words in [["doctor"], ["migrate", "up"]] {
                        let result = try await server.command(words)
                        #expect(!result.succeeded)
                        let text = result.output + result.errors
                        #expect(text.contains("DROP TRIGGER t ON public.notes"), "\(text)")
                        #expect(!text.contains("\u{1B}") && !text.contains("\nok       tables"), "\(text)")
                    }
                }
            }
        }

        @Test("pgvector in a schema of its own, and a search path without public, are all the same to it")
        func pgvectorElsewhere() async throws {
            try await withDatabaseAccess { database in
                try await database.execute(#"CREATE SCHEMA "Extensions""#)
                try await database.execute(#"CREATE EXTENSION vector SCHEMA "Extensions""#)
                try await database.execute(
                    "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = nowhere', current_database()); END $$"
                )
                try await server.with(settings: ["DATABASE_URL": database.url]).overStdio { client in
                    let id = try await client.add("A cup of tea.")
                    #expect(try await client.search("tea").first?["id"] == id)
                }
            }
        }
    }
}
