/// How much of a folder is kept in step.
struct FolderLimits: Sendable, Hashable {
    var files = 10_000
    var folders = 2_000
    var fileBytes = 1 << 20
    var allBytes = 64 << 20

    static let standard = FolderLimits()
}
