/// A revision of the Model Context Protocol, oldest first.
package enum Revision: String, Sendable, CaseIterable, Comparable, CustomStringConvertible {
    case r20241105 = "2024-11-05"
    case r20250326 = "2025-03-26"
    case r20250618 = "2025-06-18"
    case r20251125 = "2025-11-25"
    case r20260728 = "2026-07-28"

    /// The revisions that open with `initialize`.
    package static let legacy = allCases.filter { !$0.isModern }

    /// Whether each request carries the version and the client's capabilities, and nothing is remembered.
    package var isModern: Bool { self == .r20260728 }

    package var description: String { rawValue }

    package static func < (one: Revision, other: Revision) -> Bool { one.rawValue < other.rawValue }
}

extension Revision {
    /// The keys of `_meta` that the modern revision reserves.
    package enum MetaKey {
        package static let protocolVersion = "io.modelcontextprotocol/protocolVersion"
        package static let clientInfo = "io.modelcontextprotocol/clientInfo"
        package static let clientCapabilities = "io.modelcontextprotocol/clientCapabilities"
        package static let serverInfo = "io.modelcontextprotocol/serverInfo"
    }

    /// What a modern client puts into `_meta` of each request.
    package static let claim: [String: JSONValue] = [
        MetaKey.protocolVersion: .string(r20260728.rawValue),
        MetaKey.clientCapabilities: [:],
        MetaKey.clientInfo: ["name": "paddle-tests", "version": "1"],
    ]
}
