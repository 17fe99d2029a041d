import FoundationEssentials
import Logging
import Testing

@testable import ServerKit

@Suite("The key for what travels through clients")
struct StateKeyTests {
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private func withHome(_ body: (String) async throws -> Void) async throws {
        let home = "/tmp/paddle-key-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: home) }
        try await body(home)
    }

    @Test("all processes of one home have the same, and nobody else can read it")
    func shared() async throws {
        try await withHome { home in
            let keys = await withTaskGroup(of: [UInt8].self) { group in
                for _ in 0..<16 { group.addTask { StateKey.load(home: home, logger: logger) } }
                return await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
            }
            #expect(keys.count == 1)
            #expect(keys.first?.count == StateKey.bytes)
            let attributes = try FileManager.default.attributesOfItem(atPath: home + "/request-state.key")
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            #expect(try FileManager.default.contentsOfDirectory(atPath: home) == ["request-state.key"])
        }
    }

    @Test("where it cannot be kept there is one for the process")
    func unwritable() async throws {
        let key = StateKey.load(home: "/dev/null/nowhere", logger: logger)
        #expect(key.count == StateKey.bytes)
        #expect(key != StateKey.load(home: "/dev/null/nowhere", logger: logger))
    }

    @Test("a key that others may read or change is not signed with", arguments: [0o644, 0o666, 0o640])
    func notPrivate(mode: Int) async throws {
        try await withHome { home in
            let kept = StateKey.load(home: home, logger: logger)
            #expect(StateKey.load(home: home, logger: logger) == kept)
            let path = home + "/request-state.key"
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
            #expect(StateKey.load(home: home, logger: logger) != kept)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
            #expect(StateKey.load(home: home, logger: logger) == kept)
        }
    }

    @Test("a link in the place of the key is not written through")
    func link() async throws {
        try await withHome { home in
            try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
            let target = home + "/target"
            try FileManager.default.createSymbolicLink(
                atPath: home + "/request-state.key",
                withDestinationPath: target
            )
            #expect(StateKey.load(home: home, logger: logger).count == StateKey.bytes)
            #expect(!FileManager.default.fileExists(atPath: target))
        }
    }
}
