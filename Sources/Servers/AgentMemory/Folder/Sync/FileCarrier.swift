import Async
import Dispatch
import JSONFormat
import Postgres
import Retrieval

/// Carries out the plan of one file: the memories, the file, and what is known of both from then on.
struct FileCarrier: Sendable {
    let folder: FolderLink
    /// The memories as they were when the plan was made.
    let rows: [Int32: MemoryRow]
    let store: FolderStore
    let memories: MemoryStore
    let banks: BankStore
    let writer: FolderWriter

    /// - Returns: The ids of the memories that were made.
    /// - Throws: ``StalePlan`` and ``FolderWriteError``; then nothing was done.
    func carry(_ file: FilePlan, revision: Int64) async throws -> [Int32] {
        // Repeated it would meet the file that it wrote itself.
        try await store.pool.transaction(attempts: 1) { connection in
            if !file.changes.isEmpty { try await banks.lock(folder.bank, on: connection) }
            try await store.begin(folder, revision: revision, on: connection)
            try await store.check(file.memories, are: rows, in: folder.bank, on: connection)
            var new: [Int32] = []
            for change in file.changes {
                if let id = try await carry(change, of: file, on: connection) { new.append(id) }
            }
            let stamp = try await write(file, new: new)
            try await store.keep(file, file.places(new), stamp: stamp, in: folder, on: connection)
            return new
        }
    }

    private func carry(
        _ change: FilePlan.Change,
        of file: FilePlan,
        on connection: PostgresConnection
    ) async throws -> Int32? {
        switch change {
        case .create(let content):
            var memory = NewMemory(content: content)
            memory.metadata = JSONText(.object(["file": .string(file.path.text)]))
            return try await memories.insert(memory, into: folder.bank, on: connection)
        case .update(let id, _, let content):
            _ = try await memories.update(id, MemoryChange(content: content), embedded: nil, on: connection)
        case .retire(let id, _):
            _ = try await memories.retire([id], as: .forgotten, reason: "deleted in \(file.path)", on: connection)
        case .restore(let id, _):
            if try await !memories.restore(id, on: connection) { try await store.unexpire(id, on: connection) }
        }
        return nil
    }

    /// Writes the file, and what was in conflict before it.
    ///
    /// - Returns: The base that its front matter names then.
    private func write(_ file: FilePlan, new: [Int32]) async throws -> String? {
        let (writer, name) = (writer, folder.name)
        return try await DispatchQueue.global().run {
            for conflict in file.conflicts {
                try writer.writeNew(conflict.path, Array((conflict.text.string + "\n").utf8))
            }
            if file.isRemoved {
                try writer.remove(file.path, expecting: file.original?.bytes ?? [])
                return nil
            }
            guard file.writesFile else { return file.original?.frontMatter?.mark?.base }
            let (bytes, mark) = file.rendered(in: name, new: new)
            try writer.write(file.path, bytes, expecting: file.original?.bytes)
            return mark?.base
        }
    }
}

extension FilePlan {
    /// The memories that the plan is about.
    fileprivate var memories: Set<Int32> {
        var ids = Set((known?.sections ?? []).map(\.memory) + (pending + absent).map(\.memory))
        for section in sections {
            if case .known(let id) = section.memory { ids.insert(id) }
        }
        for change in changes {
            switch change {
            case .create: continue
            case .update(let id, _, _), .retire(let id, _), .restore(let id, _): ids.insert(id)
            }
        }
        return ids
    }
}
