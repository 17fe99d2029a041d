import TestSupport
import Testing

extension VectorStore {
    @Suite("Databases that are refused")
    struct RefusedDatabaseTests {
        @Test("with a trigger of a stranger, nothing is written; doctor and the tool name it, and how to remove it")
        func trigger() async throws {
            try await withDatabaseAccess { database in
                let settings = ["DATABASE_URL": database.url]
                try await database.withRole { stranger in
                    #expect(try await server.with(settings: settings).command("migrate", "up").succeeded)
                    try await database.script(
                        """
                        CREATE TABLE public.loot (who text);
                        SET ROLE \(stranger);
                        CREATE FUNCTION public.spy() RETURNS trigger LANGUAGE plpgsql AS
                            'BEGIN INSERT INTO public.loot VALUES (current_user); RETURN NEW; END';
                        RESET ROLE;
                        CREATE TRIGGER spy BEFORE INSERT ON public.documents
                            FOR EACH ROW EXECUTE FUNCTION public.spy()
                        """
                    )
                    try await server.with(settings: settings).overStdio { client in
                        let outcome = try await client.call("add_document", ["content": "A secret."])
                        #expect(outcome.isError)
                        #expect(outcome.text.contains("DROP TRIGGER spy ON public.documents"), "\(outcome.text)")
                    }
                    let doctor = try await server.with(settings: settings).command("doctor")
                    #expect(!doctor.succeeded)
                    #expect(doctor.output.contains("FAILED   tables: "), "\(doctor.output)")
                    #expect(doctor.output.contains("DROP TRIGGER spy ON public.documents"), "\(doctor.output)")
                    #expect(try await database.rows("SELECT who FROM public.loot").isEmpty)
                    try await database.script("DROP TRIGGER spy ON public.documents")
                    try await server.with(settings: settings).overStdio { client async throws in
                        #expect(try await client.document(try await client.add("A secret."))["passages"] == 1)
                    }
                }
            }
        }

        @Test("of another encoding than UTF-8; doctor and the tool say how to make one that has it")
        func encoding() async throws {
            try await withDatabaseAccess { database in
                try await database.withDatabase(encoding: "LATIN1") { other in
                    let settings = ["DATABASE_URL": other.url]
                    try await server.with(settings: settings).overStdio { client in
                        let outcome = try await client.call("add_document", ["content": "Tea."])
                        #expect(outcome.isError && outcome.text.contains("has the encoding LATIN1"), "\(outcome.text)")
                    }
                    let doctor = try await server.with(settings: settings).command("doctor")
                    #expect(!doctor.succeeded)
                    #expect(doctor.output.contains("FAILED   database: "), "\(doctor.output)")
                    #expect(doctor.output.contains("createdb -E UTF8 -T template0"), "\(doctor.output)")
                }
            }
        }

        @Test("ids at and below 0 are used like others, by every way that takes an id")
        func lowIds() async throws {
            try await withDatabaseAccess { database in
                let settings = ["DATABASE_URL": database.url]
                #expect(try await server.with(settings: settings).command("migrate", "up").succeeded)
                try await database.script("INSERT INTO documents (id, content) VALUES (-5, 'minus five'), (0, 'nil')")
                try await server.with(settings: settings).overHTTP(.r20260728) { client in
                    #expect(try await client.document(-5)["content"] == "minus five")
                    #expect(try await client.document(0)["content"] == "nil")
                    let listed = try await client.listedDocuments()
                    #expect(listed == ["paddle://documents/-5", "paddle://documents/0"])
                    let read = try await client.request("resources/read", ["uri": "paddle://documents/-5"]).result
                    #expect(read["contents"]?.array?.first?["text"] == "minus five")
                    #expect(try await client.get("/api/v1/documents/-5").status == 200)
                    #expect(try await client.value("update_document", ["id": -5, "title": "low"])["title"] == "low")
                    #expect(try await client.value("delete_document", ["id": 0])["deleted"] == true)
                }
            }
        }
    }
}
