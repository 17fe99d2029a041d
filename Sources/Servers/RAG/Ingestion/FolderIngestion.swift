import Async
import Dispatch
import Documents
import Embedding
import JSONFormat
import Postgres
import Retrieval
import ServerKit
import SystemPackage

/// Brings the sources of a folder in step with its files: new and changed files are read, and those that are gone are
/// removed. Each file is one transaction, so that it goes on where it was interrupted.
struct FolderIngestion: Sendable {
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

    /// What one step of the way has done with a batch of files.
    private enum Step: Sendable {
        case read([FileReading])
        case prepared(PreparedBatch)
        case stored(FolderReport)
    }

    /// Files that are cut and have their vectors.
    private struct PreparedBatch: Sendable {
        var sources: [PreparedSource] = []
        var touched: [(document: Int32, stamp: String)] = []
        var report = FolderReport()
    }

    /// Reads, embeds and stores batch after batch. Each of these is done with one batch while the others are done with those
    /// before and after it: programs, the model and the database do not wait for each other.
    func run(
        _ selection: FileSelection,
        progress: @escaping @Sendable (_ done: Int, _ file: String) -> Void
    ) async throws -> FolderReport {
        let known = try await access.sources().files(of: id)
        let walk = try await Self.queue.run { [folder] in try folder.list(selection) }
        var batches = FolderBatches(walk, known: known)
        // Whatever becomes of it, what has waited for its end goes on.
        defer { access.stored() }
        var report = try await access.activity.during { try await bringIn(&batches, known, progress) }
        report.unchanged += batches.unchanged
        for flaw in batches.flaws.kept { report.note("\(flaw)") }
        report.failed += batches.flaws.count - batches.flaws.kept.count
        try await remove(batches.missing, &report)
        progress(report.done, "")
        return report
    }

    private func bringIn(
        _ batches: inout FolderBatches,
        _ known: [String: KnownFile],
        _ progress: @Sendable (_ done: Int, _ file: String) -> Void
    ) async throws -> FolderReport {
        var report = FolderReport()
        try await withThrowingTaskGroup(of: Step.self) { group in
            var (read, prepared): ([FileReading]?, PreparedBatch?) = (nil, nil)
            var (isReading, isPreparing, isStoring) = (false, false, false)
            repeat {
                if !isStoring, let batch = prepared {
                    (prepared, isStoring) = (nil, true)
                    group.addTask { .stored(try await store(batch)) }
                }
                if !isPreparing, prepared == nil, let files = read {
                    (read, isPreparing) = (nil, true)
                    group.addTask { .prepared(try await prepare(files, known)) }
                }
                if !isReading, read == nil, let files = try batches.next() {
                    progress(report.done + batches.unchanged, files.last?.path ?? "")
                    isReading = true
                    group.addTask { .read(try await readAll(files)) }
                }
                switch try await group.next() {
                case .read(let files): (read, isReading) = (files, false)
                case .prepared(let batch): (prepared, isPreparing) = (batch, false)
                case .stored(let part):
                    report.add(part)
                    isStoring = false
                case nil: break
                }
            } while isReading || isPreparing || isStoring || read != nil || prepared != nil
        }
        return report
    }

    private func prepare(_ files: [FileReading], _ known: [String: KnownFile]) async throws -> PreparedBatch {
        var batch = PreparedBatch()
        var new: [NewSource] = []
        for read in files {
            guard let source = read.source else {
                batch.report.note("\(read.file.path): \(read.problem ?? "")")
                continue
            }
            if let there = known[read.file.path], there.digest == source.origin.digest {
                // It was touched, and says the same.
                batch.touched.append((there.document, source.origin.stamp ?? read.file.stamp))
                batch.report.unchanged += 1
                continue
            }
            new.append(newSource(source, of: read.file))
        }
        batch.sources = try await SourceIngestion(access: access, embedsAll: true).prepare(new)
        return batch
    }

    private func store(_ batch: PreparedBatch) async throws -> FolderReport {
        var report = batch.report
        let sources = try await access.sources()
        if !batch.touched.isEmpty { try await sources.note(stamps: batch.touched) }
        let ingestion = SourceIngestion(access: access)
        for prepared in batch.sources {
            let stored = try await sources.pool.transaction { connection in
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
        return report
    }

    private func newSource(_ source: ReadSource, of file: ListedFile) -> NewSource {
        var origin = source.origin
        origin.folder = id
        origin.path = file.path
        var metadata = metadata
        metadata["path"] = .string(file.path)
        let title = source.text.title ?? FilePath(file.path).lastComponent?.string
        return NewSource(
            key: origin.key,
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
