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

extension Revision {
    /// A request as a client of this revision shapes it. A modern one adds its claim to `_meta`, without the members that the
    /// given `_meta` has as null.
    func request(_ method: String, _ params: JSONValue?, id: JSONValue) -> JSONValue {
        var message: JSONValue = ["jsonrpc": "2.0", "id": id, "method": .string(method)]
        message["params"] = isModern ? Self.claiming(params ?? [:]) : params
        return message
    }

    static func notification(_ method: String, _ params: JSONValue?) -> JSONValue {
        var message: JSONValue = ["jsonrpc": "2.0", "method": .string(method)]
        message["params"] = params
        return message
    }

    private static func claiming(_ params: JSONValue) -> JSONValue {
        var params = params
        let own = params["_meta"]?.object ?? [:]
        params["_meta"] = .object(claim.merging(own) { _, own in own }.filter { $1 != .null })
        return params
    }
}
