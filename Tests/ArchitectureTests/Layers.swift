/// Who may import whom: each part of the package with the parts it may stand on. A part that is not here has no place
/// yet; whoever makes one decides on it, and writes it down here.
enum Layers {
    static let core: [String: Set<String>] = {
        var layers: [String: Set<String>] = [
            "Text": [],
            "Statistics": [],
            "JSONFormat": ["Text"],
            "Async": ["Text"],
            "Files": [],
            "Processes": [],
            "Cron": ["Text", "Files"],
            "CLibcrypto": [],
            "Cryptography": ["CLibcrypto", "Text"],
            "CLibpq": [],
            "Postgres": ["Text", "CLibpq", "Async", "Files"],
            "EmbeddedPostgres": ["Text", "Async", "Files", "Postgres"],
            "Migration": ["Postgres"],
            "Endpoints": ["JSONFormat", "Async"],
            "Embedding": ["Text", "JSONFormat", "Async", "Files", "Cryptography", "Endpoints"],
            "Coordination": ["JSONFormat", "Async", "Postgres", "Migration"],
            "Retrieval": ["Text", "JSONFormat", "Async", "Postgres", "Migration", "Embedding", "Coordination"],
            "HTTP": ["Text", "JSONFormat", "Async", "Files", "Cryptography"],
            "MCP": ["Text", "JSONFormat", "Async", "Cryptography", "HTTP"],
            "Authorization": ["Text", "JSONFormat", "Async", "Files", "Cryptography", "Endpoints", "HTTP"],
            "Prometheus": ["Files"],
        ]
        // What a server shares with another one, on Retrieval.
        let shared = layers["Retrieval", default: []].union(["Retrieval"])
        let systemLibraries: Set = ["CLibcrypto", "CLibpq"]
        layers["ServerKit"] = Set(layers.keys).subtracting(systemLibraries).subtracting([
            "Processes", "Statistics", "Cron",
        ])
        layers["Documents"] = shared
        layers["Transfer"] = shared.union(["Documents", "Files", "Cryptography", "Endpoints"])
        layers["DocumentTools"] = ["Endpoints", "Postgres", "Documents", "Transfer", "HTTP", "MCP", "ServerKit"]
        return layers
    }()

    /// What a server may stand on: all of Core but the libraries of the system, and never another server.
    static let server = Set(core.keys).subtracting(["CLibcrypto", "CLibpq"])

    /// What others make and only some parts may see, by the beginning of its name.
    static let confined: [String: Set<String>] = [
        "Hummingbird": ["HTTP"],
        "NIO": ["HTTP", "Endpoints"],
        "AsyncHTTPClient": ["Endpoints"],
        "ArgumentParser": ["ServerKit"],
        "Subprocess": ["EmbeddedPostgres", "Processes"],
        "Yams": ["AgentMemory"],
    ]

    /// Why a part may not import a module; nil where it may.
    static func objection(to module: String, in part: String, allowed: Set<String>, parts: Set<String>) -> String? {
        if parts.contains(module) || core[module] != nil {
            return allowed.contains(module) ? nil : "\(part) may not stand on \(module)"
        }
        guard let holders = confined.first(where: { module.hasPrefix($0.key) })?.value else { return nil }
        return holders.contains(part) || allowed.contains(module)
            ? nil : "\(module) is for \(holders.sorted().joined(separator: ", ")) alone"
    }
}
