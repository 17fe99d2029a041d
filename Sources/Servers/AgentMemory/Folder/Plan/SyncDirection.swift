import MCP

/// Which side of a sync may be written.
enum SyncDirection: String, Sendable, CaseIterable, Codable, ArgumentValue {
    case both
    case toFiles = "to_files"
    case toBank = "to_bank"

    var writesFiles: Bool { self != .toBank }
    var writesBank: Bool { self != .toFiles }
}
