import Async
import Dispatch
import Documents
import Embedding
import JSONFormat
import Postgres
import Retrieval
import ServerKit
import SystemPackage

/// What bringing a folder in has done.
struct FolderReport: Sendable {
    var created = 0
    var updated = 0
    var unchanged = 0
    var removed = 0
    /// How many chunks were embedded.
    var chunks = 0
    /// What could not be read, and why; the first of them, and how many in all.
    var problems: [String] = []
    var failed = 0

    static let mostProblems = 100

    mutating func note(_ problem: String) {
        failed += 1
        if problems.count < Self.mostProblems { problems.append(problem) }
    }
}

/// Brings the sources of a folder in step with its files: new and changed files are read, and those that are gone are
/// removed. Each file is one transaction, so that it goes on where it was interrupted.
struct FolderIngestion: Sendable {
    /// So many files, or bytes of them, are embedded in one run of the model.
    private static let filesAtOnce = 64
    private static let bytesAtOnce: Int64 = 2 << 20
    private static let queue = DispatchQueue(label: "paddle.folders")

    let access: RAGAccess
    let reader: SourceReader
    let folder: SourceFolder
    let id: Int32
    /// What each of its sources has for metadata, besides its path.
    let metadata: JSONObject

    /// A file with its text, or why it has none.
    private struct FileReading: Sendable {
        let file: ListedFile
        let source: ReadSource?
        let problem: String?
    }

    func run(
        _ selection: FileSelection,
        progress: @escaping @Sendable (_ done: Int, _ file: String) -> Void
    ) async throws -> FolderReport {
        let known = try await access.sources().files(of: id)
        var report = FolderReport()
        var walk = try await Self.queue.run { [folder] in try folder.list(selection) }
        var seen: Set<String> = []
        var batch: [ListedFile] = []
        var bytes: Int64 = 0
        while let file = walk.next() {
            try Task.checkCancellation()
            seen.insert(file.path)
            if known[file.path]?.stamp == file.stamp {
                report.unchanged += 1
                continue
            }
            batch.append(file)
            bytes += Int64(file.size)
            guard batch.count >= Self.filesAtOnce || bytes >= Self.bytesAtOnce else { continue }
            try await store(batch, known, &report)
            progress(report.done, file.path)
            (batch, bytes) = ([], 0)
        }
        try await store(batch, known, &report)
        for flaw in walk.flaws.kept { report.note("\(flaw)") }
        report.failed += walk.flaws.count - walk.flaws.kept.count
        try await remove(known.filter { !seen.contains($0.key) && !walk.mayHold($0.key) }, &report)
        progress(report.done, "")
        return report
    }

    private func store(_ files: [ListedFile], _ known: [String: KnownFile], _ report: inout FolderReport) async throws {
        guard !files.isEmpty else { return }
        var new: [NewSource] = []
        var touched: [(document: Int32, stamp: String)] = []
        for read in try await readAll(files) {
            guard let source = read.source else {
                report.note("\(read.file.path): \(read.problem ?? "")")
                continue
            }
            if let there = known[read.file.path], there.digest == source.origin.digest {
                // It was touched, and says the same.
                touched.append((there.document, source.origin.stamp ?? read.file.stamp))
                report.unchanged += 1
                continue
            }
            new.append(newSource(source, of: read.file))
        }
        if !touched.isEmpty { try await access.sources().note(stamps: touched) }
        let ingestion = SourceIngestion(access: access, embedsAll: true)
        for prepared in try await ingestion.prepare(new) {
            let stored = try await access.sources().pool.transaction { connection in
                try await LongWork.check(on: connection)
                return try await ingestion.store([prepared], on: connection)[0]
            }
            report.chunks += stored.chunks?.added ?? 0
            switch stored.outcome {
            case .created: report.created += 1
            case .updated: report.updated += 1
            case .unchanged: report.unchanged += 1
            }
        }
    }

    private func newSource(_ source: ReadSource, of file: ListedFile) -> NewSource {
        var origin = source.origin
        origin.folder = id
        origin.path = file.path
        var metadata = metadata
        metadata["path"] = .string(file.path)
        let title = source.text.title ?? FilePath(file.path).lastComponent?.string
        return NewSource(
            key: origin.uri?.key,
            title: title,
            text: source.text,
            metadata: JSONText(.object(metadata)),
            origin: origin
        )
    }

    /// The texts of files, in their order; documents are read by other programs, two at once.
    private func readAll(_ files: [ListedFile]) async throws -> [FileReading] {
        try await withThrowingTaskGroup(of: (Int, FileReading).self) { group in
            for (place, file) in files.enumerated() {
                group.addTask {
                    do {
                        let content = try await Self.queue.run { try folder.read(file.path) }
                        let source = try await reader.read(content)
                        try EmbeddedCollection.check(source.text.text)
                        return (place, FileReading(file: file, source: source, problem: nil))
                    } catch {
                        try Task.checkCancellation()
                        return (place, FileReading(file: file, source: nil, problem: "\(error)"))
                    }
                }
            }
            var read: [Int: FileReading] = [:]
            for try await (place, file) in group { read[place] = file }
            return files.indices.compactMap { read[$0] }
        }
    }

    /// Removes the sources of files that are gone. One that is there, and only not wanted any more, stays.
    private func remove(_ missing: [String: KnownFile], _ report: inout FolderReport) async throws {
        let gone = missing.filter { (try? Stat(folder.path.appending($0.key))) == nil }
        guard !gone.isEmpty else { return }
        let documents = try await access.documents.store()
        let ids = gone.values.map(\.document).sorted()
        for start in stride(from: 0, to: ids.count, by: 100) {
            let some = Array(ids[start..<min(start + 100, ids.count)])
            try await documents.pool.transaction { connection in
                try await LongWork.check(on: connection)
                for id in some { _ = try await documents.delete(.id(id), on: connection) }
            }
            report.removed += some.count
        }
    }
}

extension FolderReport {
    fileprivate var done: Int { created + updated + unchanged + failed }
}

extension String {
    /// A URI as the key of a document; a longer one is told apart by its id alone.
    fileprivate var key: String? { unicodeScalars.count <= DocumentReference.longestKey ? self : nil }
}
