import Postgres
import TestSupport
import Testing

@Suite("Connecting", .timeLimit(.minutes(3)))
struct ConnectingTests {
    @Test("what the session is like")
    func session() async throws {
        try await withTestConnection(configure: { $0.parameters["client_encoding"] = "LATIN1" }) { connection async throws in
            let (encoding, name, version, pid) = try await connection.query(
                """
                SELECT current_setting('client_encoding'), current_setting('application_name'),
                    current_setting('server_version_num')::int, pg_backend_pid()
                """
            )[0].decode((String, String, Int, Int).self)
            #expect(encoding == "UTF8")
            #expect(name == "paddle")
            #expect(await connection.serverVersion == version)
            #expect(await connection.backendPID == pid)
            #expect(await connection.isUsable)
        }
    }

    @Test("an application name in the settings is kept")
    func applicationName() async throws {
        try await withTestConnection(configure: { $0.parameters["application_name"] = "mine" }) { connection async throws in
            #expect(try await connection.query("SHOW application_name")[0].decode(String.self) == "mine")
        }
    }

    @Test("a server that is not there, a database that is not there: an error that says so")
    func refused() async throws {
        let absent = PostgresConfiguration(parameters: ["host": "/nonexistent", "dbname": "x"])
        let error = await #expect(throws: PostgresError.self) {
            try await PostgresConnection.connect(absent, logger: testLogger)
        }
        #expect(error?.code == .connection)
        #expect(error?.description.contains("/nonexistent") == true)
        try await withTestDatabase { configuration async throws in
            var configuration = configuration
            configuration.parameters["dbname"] = "nowhere"
            let error = await #expect(throws: PostgresError.self) {
                try await PostgresConnection.connect(configuration, logger: testLogger)
            }
            #expect(error?.code == .connection)
            #expect(error?.description.contains("nowhere") == true)
        }
    }

    @Test("a silent host is left for the next one, and alone is a timeout")
    func silentHost() async throws {
        let silent = try SilentServer()
        try await withTestDatabase { configuration async throws in
            var both = configuration
            both.connectTimeout = .seconds(2)
            both.parameters["host"] = silent.directory + "," + (configuration["host"] ?? "")
            let connection = try await PostgresConnection.connect(both, logger: testLogger)
            #expect(try await connection.query("SELECT 1").count == 1)
            await connection.close()

            both.parameters["host"] = silent.directory
            both.connectTimeout = .milliseconds(100)
            let error = await #expect(throws: PostgresError.self) {
                try await PostgresConnection.connect(both, logger: testLogger)
            }
            #expect(error?.code == .timeout)
        }
    }

    @Test("target_session_attrs is honoured over several hosts")
    func sessionAttributes() async throws {
        try await withTestDatabase { configuration async throws in
            let host = configuration["host"] ?? ""
            for (wanted, succeeds) in [
                ("primary", true), ("any", true), ("prefer-standby", true), ("standby", false), ("read-only", false),
            ] {
                var configuration = configuration
                configuration.parameters["host"] = "\(host),\(host)"
                configuration.parameters["target_session_attrs"] = wanted
                let connection = try? await PostgresConnection.connect(configuration, logger: testLogger)
                #expect((connection != nil) == succeeds, "\(wanted)")
                await connection?.close()
            }
        }
    }

    @Test("cancelling interrupts connecting")
    func cancelled() async throws {
        let silent = try SilentServer()
        var configuration = PostgresConfiguration(parameters: ["host": silent.directory, "dbname": "x", "user": "x"])
        configuration.connectTimeout = .seconds(600)
        let task = Task { [configuration] in try await PostgresConnection.connect(configuration, logger: testLogger) }
        silent.waitForClient()
        task.cancel()
        let error = await #expect(throws: PostgresError.self) { try await task.value }
        #expect(error?.code == .cancelled)
    }

    @Test("a connection that is released without closing ends its thread and session")
    func letGo() async throws {
        try await withTestDatabase { configuration async throws in
            let watcher = try await PostgresConnection.connect(configuration, logger: testLogger)
            func pid() async throws -> Int {
                let connection = try await PostgresConnection.connect(configuration, logger: testLogger)
                return await connection.backendPID
            }
            let pid = try await pid()
            while try await watcher.query(
                "SELECT count(*) FROM pg_stat_activity WHERE pid = \(pid)"
            )[0].decode(Int.self) > 0 { try await Task.sleep(for: .milliseconds(5)) }
            await watcher.close()
        }
    }
}
