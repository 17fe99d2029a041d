import TestSupport
import Testing

extension Topic {
    static let commands = Topic("Commands for the operator") {
        Rule("doctor finds nothing wrong in a good home, and exits with 0; --json tells the same to programs") {
            server in
            let shared = try server.shared
            #expect(try await shared.command("migrate", "up").succeeded)
            let result = try await shared.command("doctor")
            #expect(result.succeeded, "\(result.output) \(result.errors)")
            for part in ["PADDLE_HOME", "database", "migrations"] {
                #expect(result.output.contains("ok       \(part): "), "\(part) in \(result.output)")
            }
            let json = try JSONValue(parsing: try await shared.command("doctor", "--json").output)
            let findings = try #require(json["findings"]?.array)
            #expect(findings.contains { $0["name"] == "database" && $0["status"] == "ok" })
        }

        Rule("doctor exits with 1 where the database is missing, says so and what to do, and skips what depends on it")
        {
            server in
            let result = try await server.withoutDatabase.command("doctor")
            #expect(!result.succeeded)
            #expect(result.output.contains("FAILED   database: "))
            #expect(result.output.contains("skipped  migrations: fix database first"))
            #expect(!(result.output + result.errors).contains(ServerUnderTest.password))
        }

        Rule("a word that is no command is refused with the one that was meant", for: ["docter", "tool", "migrat"]) {
            server,
            word in
            let meant = ["docter": "doctor", "tool": "tools", "migrat": "migrate"]
            let result = try await server.shared.command(word)
            #expect(!result.succeeded)
            #expect(result.errors.contains("Did you mean \"\(meant[word] ?? "")\"?"), "\(result.errors)")
        }

        Rule(
            "what may hold a password is not repeated, wherever it stands",
            for: [
                "postgresql//app:s3cret@h/d", "postgres:app:s3cret@h/d", "postgres:/app:s3cret@h/d", "app:s3cret@h/d",
                "app:s3cret", "password=s3cret", "/app:s3cret@h/d",
            ],
            isThorough: true
        ) { server, text in
            for words in [
                ["serve", text, "more=s3cret"], ["call", text], ["migrate", text], ["migrate", "up", text],
                ["doctor", text], ["database", text],
                ["serve", "--http", text], ["serve", "--log-level", text], ["doctor", "--config", text],
                ["doctor", "--no-such=" + text], ["tools", "--toolsets", text], ["tools", "--read-only=" + text],
            ] {
                let result = try await server.withoutDatabase.command(words)
                #expect(!result.succeeded, "\(words)")
                #expect(!(result.output + result.errors).contains("s3cret"), "\(words): \(result.errors)")
            }
            // A text with an equals sign may be the settings of a database.
            guard !text.contains("=") else { return }
            let alone = try await server.withoutDatabase.command(text)
            #expect(!alone.succeeded && alone.errors.contains("postgresql://"), "\(alone.errors)")
            #expect(!alone.errors.contains("s3cret"), "\(alone.errors)")
        }

        Rule("output that cannot be written is a failure", for: ["tools", "--help", "--version", "doctor"]) {
            server,
            word in
            let shared = try server.shared
            let result = try await CommandResult.of(
                "/bin/sh",
                ["-c", #"exec "$0" "$1" >/dev/full"#, try shared.path, word],
                environment: shared.environment
            )
            #expect(!result.succeeded)
            #expect(result.errors.contains("No space left on device"), "\(result.errors)")
        }

        Rule("answers that cannot be written, though the client is there, are a failure of serving, too") { server in
            let shared = try server.shared
            let ping = #"{"jsonrpc":"2.0","id":1,"method":"ping"}"#
            let result = try await CommandResult.of(
                "/bin/sh",
                ["-c", #"echo "$1" | "$0" serve >/dev/full"#, try shared.path, ping],
                environment: shared.environment
            )
            #expect(!result.succeeded)
            #expect(result.errors.contains("No space left on device"), "\(result.errors)")
        }

        Rule("a client that has gone is no failure of serving") { server in
            let shared = try server.shared
            let ping = #"{"jsonrpc":"2.0","id":1,"method":"ping"}"#
            let script = #"exec > >(exec true); wait $!; echo "$1" | "$0" serve; echo "status $?" >&2"#
            let result = try await CommandResult.of(
                "/bin/bash",
                ["-c", script, try shared.path, ping],
                environment: shared.environment
            )
            #expect(result.errors.contains("status 0"), "\(result.errors)")
        }

        Rule("a free port that cannot be told to anybody is not served", for: ["/dev/full", ">(exec true); wait $!"]) {
            server,
            output in
            let shared = try server.shared
            let script = #"exec > \#(output); "$0" serve --http 127.0.0.1:0; echo "status $?" >&2"#
            let result = try await CommandResult.of(
                "/bin/bash",
                ["-c", script, try shared.path],
                environment: shared.environment
            )
            #expect(result.errors.contains("status 1"), "\(result.errors)")
            #expect(result.errors.contains("Nobody can learn which port was taken"), "\(result.errors)")
        }

        Rule("someone who starts the server on a terminal is told what it waits for") { server in
            let shared = try server.shared
            let result = try await CommandResult.of(
                "/usr/bin/script",
                ["-qec", try shared.path, "/dev/null"],
                environment: shared.environment
            )
            #expect(result.output.contains("\(server.name) waits for the messages of an MCP client"), "\(result)")
        }

        Rule("completion scripts are printed for the shells", for: ["bash", "zsh", "fish"]) { server, shell in
            let result = try await server.shared.command("--generate-completion-script", shell)
            #expect(result.succeeded)
            #expect(result.output.contains(server.name))
            #expect(result.output.contains("allowed-origin"))
        }

        Rule("an address that is in use, and one that is none, are refused by their names") { server in
            try await server.withoutModel.overHTTP(.r20260728) { client in
                let address = String(client.origin.dropFirst("http://".count))
                for bad in [address, "nonsense", "127.0.0.1:99999"] {
                    let result = try await server.shared.command("serve", "--http", bad)
                    #expect(!result.succeeded, "\(bad)")
                    let named = bad.split(separator: ":").last.map(String.init) ?? bad
                    #expect(result.errors.contains(named), "\(bad): \(result.errors)")
                }
            }
        }

        Rule("a certificate that cannot be read is refused by its name") { server in
            let files = ["--tls-cert", "/nonexistent.pem", "--tls-key", "/nonexistent.key"]
            let result = try await server.shared.command(["serve", "--http", "127.0.0.1:0"] + files)
            #expect(!result.succeeded)
            #expect(result.errors.contains("/nonexistent"))
        }
    }
}
