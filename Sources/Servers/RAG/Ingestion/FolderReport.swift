/// What bringing a folder in has done.
struct FolderReport: Sendable {
    var created = 0
    var updated = 0
    var unchanged = 0
    var removed = 0
    /// How many chunks were embedded.
    var chunks = 0
    /// What could not be read, and why; the first of them, and how many in all.
    private(set) var problems: [String] = []
    var failed = 0
    /// How many files were looked at.
    var done: Int { created + updated + unchanged + failed }

    private static let mostProblems = 100

    mutating func note(_ problem: String) {
        failed += 1
        if problems.count < Self.mostProblems { problems.append(problem) }
    }

    mutating func add(_ other: FolderReport) {
        created += other.created
        updated += other.updated
        unchanged += other.unchanged
        removed += other.removed
        chunks += other.chunks
        failed += other.failed
        problems += other.problems.prefix(Self.mostProblems - problems.count)
    }
}
