/// The files of a folder that are new or have changed, so many at once as are embedded in one run of the model.
struct FolderBatches {
    private static let mostFiles = 64
    private static let mostBytes: Int64 = 2 << 20

    private let known: [String: KnownFile]
    private var walk: FolderWalk
    private var seen: Set<String> = []
    /// How many of the files so far are as they were.
    private(set) var unchanged = 0
    var flaws: WalkFlaws { walk.flaws }

    init(_ walk: FolderWalk, known: [String: KnownFile]) {
        self.walk = walk
        self.known = known
    }

    /// - Returns: nil at the end.
    /// - Throws: `CancellationError`.
    mutating func next() throws -> [ListedFile]? {
        var batch: [ListedFile] = []
        var bytes: Int64 = 0
        while batch.count < Self.mostFiles, bytes < Self.mostBytes, let file = walk.next() {
            try Task.checkCancellation()
            seen.insert(file.path)
            if known[file.path]?.stamp == file.stamp {
                unchanged += 1
            } else {
                batch.append(file)
                bytes += Int64(file.size)
            }
        }
        return batch.isEmpty ? nil : batch
    }

    /// The files that were there, and now are not. To be asked at the end.
    var missing: [String: KnownFile] { known.filter { !seen.contains($0.key) && !walk.mayHold($0.key) } }
}
