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
}
