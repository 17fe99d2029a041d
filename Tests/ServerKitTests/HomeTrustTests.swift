import FoundationEssentials
import Glibc
import Testing

@testable import ServerKit

@Suite("What is read from PADDLE_HOME, and files that settings name")
struct HomeTrustTests {
    private func withHome(_ body: (String) throws -> Void) throws {
        let home = "/tmp/paddle-home-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: home) }
        try body(home)
    }

    private func write(_ text: String, to path: String, mode: Int) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
        try setMode(mode, of: path)
    }

    private func setMode(_ mode: Int, of path: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    private func load(_ home: String, _ environment: [String: String] = [:], file: String? = nil) throws -> Settings {
        try Settings.load(flags: ["PADDLE_HOME": home], environment: environment, file: file)
    }

    private func failure(_ home: String, _ environment: [String: String] = [:], file: String? = nil) -> String {
        #expect(throws: SettingsError.self) { _ = try load(home, environment, file: file) }?.description ?? ""
    }

    @Test("a home that others may write to is refused, with the command that mends it")
    func openHome() throws {
        try withHome { home in
            _ = try load(home)
            try setMode(0o777, of: home)
            #expect(failure(home).contains("chmod go-w \(home)"))
            #expect(failure(home + "/not/there/yet").contains("chmod go-w \(home)"))
        }
    }

    @Test("a configuration that others may write to is refused, in the home and named", arguments: [0o666, 0o622])
    func openConfiguration(mode: Int) throws {
        try withHome { home in
            let path = home + "/config.json"
            try write(#"{"LOG_FORMAT":"json"}"#, to: path, mode: 0o644)
            #expect(try load(home).logging.format == .json)
            try setMode(mode, of: path)
            #expect(failure(home).contains("chmod go-w \(path)"))
            #expect(failure("/nonexistent", file: path).contains("chmod go-w \(path)"))
        }
    }

    @Test(
        "a secret in a configuration that others may read is refused",
        arguments: ["DATABASE_URL", "EMBEDDING_API_KEY", "REQUEST_STATE_KEY", "MCP_AUTH_TOKEN"]
    )
    func secretInConfiguration(variable: String) throws {
        try withHome { home in
            let path = home + "/config.json"
            let secret = "postgresql://me:a-long-secret-of-more-than-32-bytes@localhost/db"
            let text = #"{"\#(variable)":"\#(secret)","EMBEDDING_BASE_URL":"http://127.0.0.1:1/v1"}"#
            try write(text, to: path, mode: 0o600)
            _ = try load(home)
            try setMode(0o644, of: path)
            let reason = failure(home)
            #expect(reason.contains(variable))
            #expect(reason.contains("chmod 600 \(path)"))
            #expect(!reason.contains("a-long-secret"))
        }
    }

    @Test("a secret's file that others may read is refused", arguments: [0o644, 0o640, 0o666])
    func secretFile(mode: Int) throws {
        try withHome { home in
            let path = home + "/url"
            try write("postgresql://localhost/db", to: path, mode: 0o600)
            #expect(try load(home, ["DATABASE_URL_FILE": path]).database.url == "postgresql://localhost/db")
            try setMode(mode, of: path)
            #expect(failure(home, ["DATABASE_URL_FILE": path]).contains("chmod 600 \(path)"))
        }
    }

    @Test("a secret comes through links, as containers hand it out, and from a pipe of the shell")
    func secretByLink() throws {
        try withHome { home in
            try FileManager.default.createDirectory(atPath: home + "/..data", withIntermediateDirectories: true)
            try write("postgresql://localhost/db", to: home + "/..data/url", mode: 0o400)
            try FileManager.default.createSymbolicLink(atPath: home + "/url", withDestinationPath: "..data/url")
            #expect(try load(home, ["DATABASE_URL_FILE": home + "/url"]).database.url != nil)
        }
    }

    @Test("a pipe in the place of a file is refused and not waited for", .timeLimit(.minutes(1)))
    func pipe() throws {
        try withHome { home in
            let path = home + "/config.json"
            try #require(unsafe mkfifo(path, 0o600) == 0)
            #expect(failure(home).contains("is not a file"))
            #expect(failure("/nonexistent", file: path).contains("is not a file"))
            #expect(failure("/nonexistent", ["DATABASE_URL_FILE": path]).contains("is not a file"))
        }
    }

    @Test(
        "root relies on nothing that another user could change, nor follows his links",
        .enabled(if: geteuid() == 0, "only root can give files away")
    )
    func foreign() throws {
        try withHome { home in
            try write(#"{"LOG_FORMAT":"json"}"#, to: home + "/config.json", mode: 0o644)
            for path in [home, home + "/config.json"] {
                try #require(unsafe chown(path, 1, 1) == 0)
                #expect(failure(home).contains("chown root \(path)"))
                try #require(unsafe chown(path, 0, 0) == 0)
            }
            _ = try load(home)
        }
    }
}
