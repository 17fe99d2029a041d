import FoundationEssentials
import Logging
import ServiceLifecycle
import SystemPackage
import Testing
import UnixSignals

@testable import Authorization
@testable import HTTP

@Suite("Bearer tokens handed out by hand")
struct AuthorizationStaticTokenTests {
    private static let alice = "alice-0123456789abcdef"
    private static let bob = "bob-0123456789abcdef!"
    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// A file of tokens that is gone after the test.
    private func withFile(
        _ content: String,
        permissions: FilePermissions = .ownerReadWrite,
        _ test: (String) async throws -> Void
    ) async throws {
        let path = FileManager.default.temporaryDirectory.path + "/tokens-\(UUID().uuidString)"
        try write(content, to: path, permissions)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await test(path)
    }

    private func write(_ content: String, to path: String, _ permissions: FilePermissions = .ownerReadWrite) throws {
        try Data(content.utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: Int(permissions.rawValue)], ofItemAtPath: path)
    }

    private func authorizer(_ token: String? = nil, file: String? = nil) throws(AuthorizationSettingsError)
        -> StaticTokenAuthorizer
    {
        try StaticTokenAuthorizer(
            token: token,
            file: file.map { TokenFile(path: $0, credentialsDirectory: nil) },
            logger: Self.logger
        )
    }

    private func complaint(_ content: String, permissions: FilePermissions = .ownerReadWrite) async throws -> String? {
        var complaint: String?
        try await withFile(content, permissions: permissions) { path in
            do {
                _ = try authorizer(file: path)
            } catch {
                complaint = "\(error)"
            }
        }
        return complaint
    }

    @Test("the one token of the environment may do everything")
    func single() async throws {
        let authorizer = try authorizer(Self.alice)
        let caller = try await authorizer.caller(bearer: Self.alice)
        #expect(caller == Caller(name: "token", scopes: [.read, .write, .admin]))
        #expect(authorizer.protectedResource == nil)
        await #expect(throws: AuthorizationFailure.missing) { try await authorizer.caller(bearer: nil) }
        for guess in ["", "x", Self.bob, Self.alice + "x", String(Self.alice.dropLast()), Self.alice.uppercased()] {
            await #expect(throws: AuthorizationFailure.invalid("The token is not known here.")) {
                try await authorizer.caller(bearer: guess)
            }
        }
    }

    @Test(
        "a file with a bare token is the same",
        arguments: ["%", "%\n", "\u{FEFF}%\r\n", "\n# my token\n\n  %  \r\n"]
    )
    func bareToken(content: String) async throws {
        try await withFile(content.replacing("%", with: Self.alice)) { path in
            let authorizer = try authorizer(file: path)
            #expect(try await authorizer.caller(bearer: Self.alice) == .token)
        }
    }

    @Test("each token of a file has its name and its scopes")
    func named() async throws {
        let content = "# who may call\n\nalice read,write \(Self.alice)\r\n\tbob@example.com\tadmin   \(Self.bob)\n"
        try await withFile(content) { path in
            let authorizer = try authorizer("other-0123456789abcdef", file: path)
            #expect(try await authorizer.caller(bearer: Self.alice) == Caller(name: "alice", scopes: [.read, .write]))
            #expect(try await authorizer.caller(bearer: Self.bob) == Caller(name: "bob@example.com", scopes: [.admin]))
            #expect(try await authorizer.caller(bearer: "other-0123456789abcdef") == .token)
        }
    }

    @Test(
        "a bad file is refused with the line, and its tokens are not told",
        arguments: [
            ("", "holds no token"), ("# nothing\n\n", "holds no token"),
            ("short", "shorter than 16"), ("alice read fifteen-letters", "shorter than 16"),
            ("\(alice)\n\(bob)", "Line 1 of"), ("alice read \(alice)\n\(bob)", "Line 2 of"),
            ("alice read \(alice) \(bob)", "NAME SCOPE"), ("alice \(alice)", "NAME SCOPE"),
            ("\nalice reads \(alice)", "Line 2 of"), ("alice Read \(alice)", "read, write, admin"),
            ("alice read,,write \(alice)", "read, write, admin"), ("alice read,read \(alice)", "each once"),
            ("alice \(alice) read", "read, write, admin"), ("a/b read \(alice)", "name"),
            ("local read \(alice)", "another name"), ("é read \(alice)", "name"),
            ("alice read \(alice)\n\nalice write \(bob)", "Line 3 of"),
            ("alice read \(alice)\nbob write \(alice)", "same token as line 1"),
            ("alice read \(alice)é", "non-ASCII"), ("alice read \(alice)\u{7}", "control character"),
            ("alice read \(alice)\0", "control character"), ("alice read \(alice)\u{A0}", "non-ASCII"),
        ]
    )
    func badFile(content: String, expected: String) async throws {
        let complaint = try #require(try await complaint(content))
        #expect(complaint.contains(expected))
        #expect(!complaint.contains(Self.alice) && !complaint.contains(Self.bob) && !complaint.contains("fifteen"))
    }

    @Test(
        "a file that others may read or change is refused, with the way to fix it",
        arguments: [0o640, 0o604, 0o620, 0o602, 0o644, 0o666, 0o610, 0o440] as [FileMode]
    )
    func permissions(mode: FileMode) async throws {
        let complaint = try await complaint(Self.alice, permissions: FilePermissions(rawValue: mode))
        #expect(complaint?.contains("chmod 600 /") == true)
    }

    @Test("its owner alone may read it", arguments: [0o600, 0o400, 0o700] as [FileMode])
    func privateFile(mode: FileMode) async throws {
        #expect(try await complaint(Self.alice, permissions: FilePermissions(rawValue: mode)) == nil)
    }

    @Test("in the service manager's folder of credentials, the group's bit means the service's own user")
    func credentials() async throws {
        try await withFile(Self.alice, permissions: [.ownerRead, .groupRead]) { path in
            let folder = FileManager.default.temporaryDirectory.path
            #expect(try TokenFile(path: path, credentialsDirectory: folder).tokens().count == 1)
            #expect(throws: AuthorizationSettingsError.self) {
                try TokenFile(path: path, credentialsDirectory: folder + "/other").tokens()
            }
            let inner = "\(path).d"
            try FileManager.default.createDirectory(atPath: inner, withIntermediateDirectories: false)
            defer { try? FileManager.default.removeItem(atPath: inner) }
            let around = "\(inner)/../\(path.split(separator: "/").last ?? "")"
            #expect(try TokenFile(path: around, credentialsDirectory: folder).tokens().count == 1)
            #expect(throws: AuthorizationSettingsError.self) {
                try TokenFile(path: around, credentialsDirectory: inner).tokens()
            }
            try write(Self.alice, to: path, [.ownerRead, .groupRead, .otherRead])
            #expect(throws: AuthorizationSettingsError.self) {
                try TokenFile(path: path, credentialsDirectory: folder).tokens()
            }
        }
    }

    @Test("what is no file, or too big to be one of tokens, is refused", arguments: ["/", "/dev/zero", "/nowhere", ""])
    func noFile(path: String) {
        #expect(throws: AuthorizationSettingsError.self) { try authorizer(file: path) }
    }

    @Test("a file of megabytes is another file")
    func hugeFile() async throws {
        #expect(try await complaint(String(repeating: "#", count: 1 << 20 + 1))?.contains("larger than") == true)
        #expect(try await complaint(String(repeating: "#", count: 1 << 20))?.contains("holds no token") == true)
    }

    @Test("a token of the environment keeps to the same rules, and is no other of the file")
    func conflicts() async throws {
        #expect(throws: AuthorizationSettingsError.self) { try authorizer("short") }
        #expect(throws: AuthorizationSettingsError.self) { try authorizer("with a space in it, which no token has") }
        try await withFile("alice read \(Self.alice)") { path in
            #expect(throws: AuthorizationSettingsError.self) { try authorizer(Self.alice, file: path) }
        }
        try await withFile("token read \(Self.alice)") { path in
            #expect(throws: AuthorizationSettingsError.self) { try authorizer(Self.bob, file: path) }
            let caller = try await authorizer(file: path).caller(bearer: Self.alice)
            #expect(caller.scopes == [.read])
        }
    }

    @Test("reading the file again takes new tokens in and old ones out; a bad file changes nothing")
    func reload() async throws {
        try await withFile("alice read \(Self.alice)") { path in
            let authorizer = try authorizer(file: path)
            try write("bob read,write \(Self.bob)", to: path)
            authorizer.reload()
            #expect(try await authorizer.caller(bearer: Self.bob).name == "bob")
            await #expect(throws: AuthorizationFailure.self) { try await authorizer.caller(bearer: Self.alice) }

            for (content, mode) in [("bob what \(Self.alice)", 0o600), ("alice read \(Self.alice)", 0o644)]
                as [(_, FileMode)]
            {
                try write(content, to: path, FilePermissions(rawValue: mode))
                authorizer.reload()
                #expect(try await authorizer.caller(bearer: Self.bob).scopes == [.read, .write])
            }
            try FileManager.default.removeItem(atPath: path)
            authorizer.reload()
            #expect(try await authorizer.caller(bearer: Self.bob).name == "bob")
        }
    }
}

/// What the modes of files are made of.
typealias FileMode = FilePermissions.RawValue
