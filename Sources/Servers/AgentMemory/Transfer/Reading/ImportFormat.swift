import JSONFormat
import MCP

/// Whose file is imported.
enum ImportFormat: String, CaseIterable, Codable, Sendable, ArgumentValue {
    /// Our own export of a bank.
    case paddle
    case mem0
    /// mcp-memory-service.
    case memoryService = "mcp_memory_service"
    /// The reference memory server of MCP.
    case memoryGraph = "memory_graph"

    /// The members of a document that hold what is imported; none where the format has lines alone.
    var lists: Set<String> {
        switch self {
        case .paddle: []
        case .mem0: Mem0Record.lists
        case .memoryService: MemoryServiceRecord.lists
        case .memoryGraph: MemoryGraphRecord.lists
        }
    }

    /// Those of all formats.
    static let lists = Set(allCases.flatMap(\.lists))

    /// The format of a file whose first line, or first element, is this.
    ///
    /// - Parameter list: The member of the document whose list the element is of.
    init?(of first: JSONObject, list: String? = nil) {
        if first["format"] != nil, first["version"] != nil {
            self = .paddle
        } else if let list, MemoryGraphRecord.lists.contains(list) {
            self = .memoryGraph
        } else if let type = first["type"]?.stringValue, ["entity", "relation"].contains(type),
            first["entityType"] != nil || first["relationType"] != nil
        {
            self = .memoryGraph
        } else if first["memory"] != nil || list == "results" {
            self = .mem0
        } else if first["content"] != nil, list == "memories" || first["content_hash"] != nil {
            self = .memoryService
        } else {
            return nil
        }
    }
}
