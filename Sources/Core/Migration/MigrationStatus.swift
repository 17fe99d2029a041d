public import FoundationEssentials

/// The status of one migration file in one database.
public struct MigrationStatus: Sendable {
    /// The set the file belongs to.
    public let set: String
    /// The file's number in its set.
    public let version: Int
    /// The words after the number in the file's name.
    public let name: String
    /// When it was applied; nil while it is pending.
    public let appliedAt: Date?
}
