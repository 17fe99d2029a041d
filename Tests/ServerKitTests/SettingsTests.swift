import Embedding
import FoundationEssentials
import Logging
import Postgres
import Testing

@testable import ServerKit

@Suite("Settings")
struct SettingsTests {
    /// Gives `body` the path of a file with this text.
    private func withFile(_ text: String, _ body: (String) throws -> Void) throws {
        let path = "/tmp/paddle-settings-\(UUID().uuidString)"
        try Data(text.utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }

    private func failure(
        flags: [String: String] = [:],
        environment: [String: String] = [:],
        file: String? = nil
    ) -> String? {
        do {
            _ = try Settings.load(flags: flags, environment: environment, file: file)
            return nil
        } catch {
            return error.description
        }
    }

    @Test("a flag goes before the environment, and that before the file")
    func precedence() throws {
        try withFile(#"{"LOG_LEVEL":"error","EMBEDDING_MODEL":"/from/file","DATABASE_URL":"postgres://file"}"#) {
            file in
            let settings = try Settings.load(
                flags: ["LOG_LEVEL": "debug"],
                environment: ["LOG_LEVEL": "warning", "DATABASE_URL": "postgres://environment"],
                file: file
            )
            #expect(settings.logging.level == .debug)
            #expect(settings.database.url == "postgres://environment")
            #expect(settings.embedding?.model == "/from/file")
        }
    }

    @Test("POSTGRES_URL is taken where DATABASE_URL is not set, and an empty value is not set")
    func databaseURL() throws {
        let settings = try Settings.load(
            flags: [:],
            environment: ["DATABASE_URL": "", "POSTGRES_URL": "postgres://other"],
            file: nil
        )
        #expect(settings.database.url == "postgres://other")
        #expect(try Settings.load(flags: [:], environment: [:], file: nil).database.url == nil)
    }

    @Test("an alias in a nearer source goes before the name itself in a farther one, a _FILE likewise")
    func aliases() throws {
        try withFile(#"{"DATABASE_URL":"postgres://file"}"#) { file in
            let settings = try Settings.load(
                flags: [:],
                environment: ["POSTGRES_URL": "postgres://environment"],
                file: file
            )
            #expect(settings.database.url == "postgres://environment")
            try withFile("postgres://secret\n") { secret in
                let settings = try Settings.load(flags: [:], environment: ["DATABASE_URL_FILE": secret], file: file)
                #expect(settings.database.url == "postgres://secret")
            }
        }
    }

    @Test("PADDLE_HOME/config.json is read where there is one")
    func fileOfHome() throws {
        let home = "/tmp/paddle-settings-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: home) }
        try Data(#"{"LOG_FORMAT":"json"}"#.utf8).write(to: URL(filePath: home + "/config.json"))
        let settings = try Settings.load(flags: ["PADDLE_HOME": home], environment: [:], file: nil)
        #expect(settings.logging.format == .json)
        #expect(settings.home == home)
        #expect(settings.cluster.postgresql == home + "/postgresql")
    }

    @Test("the embedded cluster stops after half an hour without a connection, or as told, or never")
    func idleStop() throws {
        func idleStop(_ text: String?) throws -> Duration? {
            try Settings.load(flags: [:], environment: ["DATABASE_IDLE_STOP": text ?? ""], file: nil).cluster.idleStop
        }
        #expect(try idleStop(nil) == .seconds(1800))
        #expect(try idleStop("1") == .seconds(1))
        #expect(try idleStop("0") == nil)
        for wrong in ["0.5", "-1", "soon"] {
            #expect(failure(environment: ["DATABASE_IDLE_STOP": wrong])?.contains("DATABASE_IDLE_STOP must be") == true)
        }
    }

    @Test("whether statements are prepared is left to the connection, unless it is told")
    func preparedStatements() async throws {
        for (text, expected) in [("", nil), ("true", true), ("false", false)] {
            let settings = try Settings.load(
                flags: ["DATABASE_URL": "postgres:///db"],
                environment: ["DATABASE_PREPARED_STATEMENTS": text],
                file: nil
            )
            let resources = ServerResources(settings: settings, migrations: [], serverName: "test")
            #expect(try await resources.directConfiguration().preparedStatements == expected)
        }
    }

    @Test("what a pooler cannot carry goes past it, where there is a way")
    func directDatabase() async throws {
        var variables = ["DATABASE_URL": "postgres://pooler/db"]
        for (direct, expected) in [(nil, "pooler"), ("postgres://database/db", "database")] {
            variables["DATABASE_DIRECT_URL"] = direct
            let settings = try Settings.load(flags: [:], environment: variables, file: nil)
            let resources = ServerResources(settings: settings, migrations: [], serverName: "test")
            #expect(try await resources.directConfiguration().parameters["host"] == expected)
        }
        #expect(
            failure(environment: ["DATABASE_DIRECT_URL": "postgres:///db"])?.contains("DATABASE_URL names") == true
        )
    }

    @Test("a secret may stand in a file, which is read without its last line end")
    func secretFile() throws {
        try withFile("s3cret\n") { path in
            let settings = try Settings.load(
                flags: [:],
                environment: ["EMBEDDING_BASE_URL": "http://127.0.0.1:1/v1", "EMBEDDING_API_KEY_FILE": path],
                file: nil
            )
            #expect(settings.embedding?.remote?.apiKey == "s3cret")
        }
        let missing = failure(
            environment: ["EMBEDDING_BASE_URL": "http://127.0.0.1:1/v1", "EMBEDDING_API_KEY_FILE": "/no/such/file"])
        #expect(missing?.contains("EMBEDDING_API_KEY_FILE names /no/such/file") == true)
    }

    @Test("a value that cannot be used is named with its variable, what is expected, and where it came from")
    func badValues() throws {
        #expect(
            failure(environment: ["LOG_LEVEL": "loud"])
                == """
                LOG_LEVEL must be one of trace, debug, info, notice, warning, error, critical \
                (got "loud" from the environment).
                """
        )
        #expect(failure(flags: ["LOG_FORMAT": "xml"])?.contains("from the command line") == true)
        #expect(failure(environment: ["NODE_ENV": "development"]) == nil)
    }

    @Test("what a file of variables leaves around a value does not belong to it, be it a secret")
    func whiteSpace() throws {
        let settings = try Settings.load(
            flags: [:],
            environment: [
                "LOG_LEVEL": "debug\r", "EMBEDDING_BASE_URL": " http://127.0.0.1:1/v1\n",
                "EMBEDDING_API_KEY": "s3cret\n",
                "READ_ONLY": " \t",
            ],
            file: nil
        )
        #expect(settings.logging.level == .debug)
        #expect(settings.embedding?.remote?.baseURL == "http://127.0.0.1:1/v1")
        #expect(settings.embedding?.remote?.apiKey == "s3cret")
        #expect(!settings.tools.isReadOnly)
    }

    @Test(
        "a name in the file that is not a setting is refused with the one that was meant",
        arguments: [
            (#"{"read_only":true}"#, "Did you mean READ_ONLY?"), (#"{"READONLY":true}"#, "Did you mean READ_ONLY?"),
            (#"{"LOG_LEVLE":"debug"}"#, "Did you mean LOG_LEVEL?"), (#"{"Tool Sets":"a"}"#, "not a setting"),
            (#"{"SCHEDULER_TICK":1}"#, #"{"scheduler":{"SCHEDULER_TICK":"#),
            (#"{"vector_store":{"READ_ONLY":true}}"#, "Did you mean vector-store?"),
            (#"{"vector-store":{"read-only":true}}"#, "Did you mean READ_ONLY?"),
            (#"{"settings":{"READ_ONLY":true}}"#, "neither a setting nor a server"),
            (#"{"env":{"READ_ONLY":true}}"#, "neither a setting nor a server"),
            (#"{"store":{"READ_ONLY":true}}"#, "neither a setting nor a server"),
            (#"{"mcpServers":{"vector-store":{"env":{"READ_ONLY":"true"}}}}"#, "in an object of one of vector-store, "),
            (#"{"schedulr":{"READ_ONLY":true}}"#, "Did you mean scheduler?"),
            (#"{"":{"READ_ONLY":true}}"#, "neither a"),
            (#"{"vector-store":{"vector-store":{"READ_ONLY":true}}}"#, "not a setting"),
            (#"{"vector-store":true}"#, "not a setting"),
            (#"{"READ_ONLY":{}}"#, "must be a string"),
        ]
    )
    func unknownNames(_ text: String, expected: String) throws {
        try withFile(text) { file in
            let message = failure(file: file)
            #expect(message?.contains(expected) == true, "\(message ?? "taken")")
        }
    }

    @Test(
        "a name that is given twice is refused, since only one of its values could hold",
        arguments: [
            (#"{"READ_ONLY":true,"READ_ONLY":false}"#, "READ_ONLY"),
            (#"{"READ_ONLY":true,"READ_\u004fNLY":null}"#, "READ_ONLY"),
            (#"{"vector-store":{"READ_ONLY":true,"LOG_LEVEL":"info","READ_ONLY":false}}"#, "READ_ONLY"),
            (#"{"vector-store":{"READ_ONLY":true},"vector-store":{}}"#, "vector-store"),
            (#"{"scheduler":{"READ_ONLY":true,"READ_ONLY":false}}"#, "READ_ONLY"),
        ]
    )
    func repeatedNames(_ text: String, name: String) throws {
        try withFile(text) { file in
            let message = failure(file: file)
            #expect(message?.contains("\"\(name)\" twice") == true, "\(message ?? "taken")")
        }
    }

    @Test(
        "PADDLE_HOME cannot stand in a file that is looked for under it",
        arguments: [
            #"{"PADDLE_HOME":"/tmp/x"}"#, #"{"PADDLE_HOME":null}"#, #"{"vector-store":{"PADDLE_HOME":"/tmp/x"}}"#,
        ]
    )
    func homeInFile(_ text: String) throws {
        try withFile(text) { file in
            #expect(failure(file: file)?.hasPrefix("PADDLE_HOME cannot be set in \(file)") == true)
        }
    }

    @Test("servers share a file: the object under a server's name goes before the rest, and those of others are theirs")
    func sections() throws {
        let text = #"{"LOG_LEVEL":"error","vector-store":{"LOG_LEVEL":"debug"},"scheduler":{"ANYTHING":1}}"#
        try withFile(text) { file in
            let settings = try Settings.load(flags: [:], environment: [:], file: file)
            #expect(settings.logging.level == .debug)
        }
        let alias = #"{"DATABASE_URL":"postgres:///shared","vector-store":{"POSTGRES_URL":"postgres:///own"}}"#
        try withFile(alias) { file in
            let settings = try Settings.load(flags: [:], environment: [:], file: file)
            #expect(settings.database.url == "postgres:///own")
        }
    }

    @Test("a file that begins with a byte order mark is read")
    func byteOrderMark() throws {
        try withFile("\u{FEFF}{\"LOG_LEVEL\":\"debug\"}") { file in
            let settings = try Settings.load(flags: [:], environment: [:], file: file)
            #expect(settings.logging.level == .debug)
        }
    }

    @Test("config.json that is there and cannot be read is not passed over, for it may hold READ_ONLY")
    func unreadable() throws {
        let home = "/tmp/paddle-settings-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: home + "/config.json", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: home) }
        #expect(failure(flags: ["PADDLE_HOME": home])?.contains("\(home)/config.json is not a file") == true)
        try FileManager.default.removeItem(atPath: home + "/config.json")
        try FileManager.default.createSymbolicLink(atPath: home + "/config.json", withDestinationPath: "config.json")
        #expect(failure(flags: ["PADDLE_HOME": home])?.contains("cannot be read") == true)
        #expect(failure(flags: ["PADDLE_HOME": home + "/none"]) == nil)
        try FileManager.default.removeItem(atPath: home + "/config.json")
        #expect(failure(flags: ["PADDLE_HOME": home]) == nil)
        try FileManager.default.createSymbolicLink(atPath: home + "/config.json", withDestinationPath: "nowhere")
        #expect(failure(flags: ["PADDLE_HOME": home])?.contains("leads nowhere") == true)
        try FileManager.default.createSymbolicLink(atPath: home + "/link", withDestinationPath: home + "/gone")
        #expect(failure(flags: ["PADDLE_HOME": home + "/link"])?.contains("leads nowhere") == true)
        #expect(failure(flags: ["PADDLE_HOME": home + "/link/below"])?.contains("leads nowhere") == true)
        try FileManager.default.createDirectory(atPath: home + "/gone", withIntermediateDirectories: true)
        #expect(failure(flags: ["PADDLE_HOME": home + "/link"]) == nil)
    }

    @Test("a configuration file that cannot be used is named", arguments: ["{", "[]", #"{"LOG_LEVEL":["debug"]}"#])
    func badFiles(_ text: String) throws {
        try withFile(text) { file in #expect(failure(file: file)?.contains(file) == true) }
        #expect(failure(file: "/no/such/file")?.contains("/no/such/file") == true)
    }
}

extension Settings {
    static func load(
        flags: [String: String],
        environment: [String: String],
        file: String?
    ) throws(SettingsError) -> Settings {
        let known = [
            DatabaseSettings.declarations, [Settings.home], EmbeddingSettings.declarations,
            ClusterSettings.declarations,
            ToolSettings.declarations, LoggingSettings.declarations, ServingSettings.declarations,
        ]
        let (sources, home) = try SettingSources.load(
            flags: flags,
            environment: environment,
            file: file,
            server: "vector-store",
            known: Array(known.joined())
        )
        return try Settings(sources, home: home, embeds: true, declarations: [])
    }
}
