import FoundationEssentials
import Testing

@testable import ServerKit

/// A secret is named by its setting and its file, and never told.
@Suite("Secrets in settings and in files that they name")
struct SecretTests {
    private func reading(_ environment: [String: String], _ variables: String...) -> Result<String?, SettingsError> {
        Result { () throws(SettingsError) in
            try SettingSources(flags: [:], environment: environment).secret(variables)
        }
    }

    private func withSecret(_ bytes: [UInt8], _ body: (String) throws -> Void) throws {
        let path = "/tmp/paddle-secret-\(UUID().uuidString)"
        try Data(bytes).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }

    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    @Test(
        "what editors leave around a secret does not belong to it",
        arguments: ["hunter2\n", " hunter2\r\n\n", "hunter2"]
    )
    func surroundings(_ text: String) throws {
        for bytes in [Array(text.utf8), Self.mark + text.utf8] {
            try withSecret(bytes) { path throws in #expect(try reading(["KEY_FILE": path], "KEY").get() == "hunter2") }
        }
        #expect(try reading(["KEY": "\u{FEFF}\(text)"], "KEY").get() == "hunter2")
    }

    @Test(
        "a file without a secret is refused, not taken for none",
        arguments: ["", " ", "\n", "\r\n\t\n", "\u{FEFF}", "\u{FEFF}\n"]
    )
    func emptyFiles(_ text: String) throws {
        try withSecret(Array(text.utf8)) { path in
            let message = "KEY_FILE names \(path), which is empty. Write the secret into it, or do not set KEY_FILE."
            let result = reading(["KEY_FILE": path, "OTHER": "postgres:///other"], "KEY", "OTHER")
            #expect(throws: SettingsError.self) { try result.get() }
            if case .failure(let error) = result { #expect(error.description == message) }
        }
    }

    @Test(
        "an empty DATABASE_URL_FILE is not libpq's default database, nor an empty EMBEDDING_API_KEY_FILE an empty key"
    )
    func namedSettings() throws {
        try withSecret([]) { path in
            for variable in ["DATABASE_URL", "POSTGRES_URL", "EMBEDDING_API_KEY", "REQUEST_STATE_KEY"] {
                let error = #expect(throws: SettingsError.self) {
                    _ = try Settings.load(flags: [:], environment: [variable + "_FILE": path], file: nil)
                }
                #expect(error?.description.hasPrefix("\(variable)_FILE names \(path)") == true)
            }
        }
    }

    @Test(
        "a secret of more than one line is refused, and not told",
        arguments: [
            "hunter2\nhunter3", "hunter2\rX", "hunter2\r\nX-Evil: 1", "hunter2\u{2028}X", "hunter2\u{0}",
            "hunter2\u{85}X",
        ]
    )
    func severalLines(_ text: String) throws {
        func expectRefused(_ environment: [String: String], _ subject: String) {
            let result = reading(environment, "KEY")
            #expect(throws: SettingsError.self) { try result.get() }
            guard case .failure(let error) = result else { return }
            #expect(error.description.hasPrefix("\(subject) holds a line break"))
            #expect(!error.description.contains("hunter"))
        }
        expectRefused(["KEY": text], "KEY")
        try withSecret(Array(text.utf8)) { path in expectRefused(["KEY_FILE": path], "KEY_FILE names \(path), which") }
    }

    @Test("a file that is not UTF-8, as UTF-16 with its mark, is refused for that")
    func otherEncodings() throws {
        for bytes in [[0xFF, 0xFE, 0x68, 0x00, 0x75, 0x00], [0x68, 0xE9]] as [[UInt8]] {
            try withSecret(bytes) { path in
                let result = reading(["KEY_FILE": path], "KEY")
                #expect(throws: SettingsError.self) { try result.get() }
                if case .failure(let error) = result { #expect(error.description.contains("is not text in UTF-8")) }
            }
        }
    }
}
