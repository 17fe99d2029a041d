import Async
import Dispatch
import Files
import JSONFormat
import Synchronization
import SystemPackage

/// Writes a bank as a file of JSON lines, as it is at one moment. Memory does not grow with the bank.
struct BankExport: Sendable {
    let store: BankExportStore
    let bank: Int32

    /// Writes the file.
    ///
    /// - Parameter file: A file or a pipe; writing may block.
    /// - Returns: How many lines there are of each kind; nil where the bank is gone.
    func write(
        to file: FileDescriptor,
        progress: (@Sendable (_ done: Int, _ total: Int?) -> Void)? = nil
    ) async throws -> BankFile.Counts? {
        let writer = LineWriter(file)
        let total = Mutex(BankFile.Counts())
        let done = Mutex(0)
        let isThere = try await store.readAll(of: bank) { name, description, counts in
            total.withLock { $0 = counts }
            var bank: JSONObject = ["name": .string(name)]
            bank["description"] = description.map(JSON.string)
            let header: JSONObject = [
                "format": .string(BankFile.format), "version": .int(BankFile.version), "bank": .object(bank),
                "counts": counts.json,
            ]
            try writer.add(JSON.object(header).description)
        } each: { line, name, text in
            guard text.utf8.count < ImportEntry.longest - 100 else {
                throw TransferError(
                    "The \(name) takes more than the \(ImportEntry.longest) bytes that a line has room for, so that no file "
                        + "of this bank could be imported. Divide it, or purge it."
                )
            }
            try writer.add("{\"\(line.rawValue)\":\(text)}")
            guard line == .memory else { return }
            let count = done.withLock { done in
                done += 1
                return done
            }
            if count % 1_000 == 0 { progress?(count, total.withLock { Int($0.memories) }) }
        }
        guard isThere else { return nil }
        let counts = total.withLock(\.self)
        let end: JSON = [BankFile.Line.end.rawValue: counts.json]
        try await DispatchQueue.global().run {
            try writer.add(end.description)
            try writer.finish()
        }
        progress?(Int(counts.memories), Int(counts.memories))
        return counts
    }
}

/// Writes lines, many at a time.
private final class LineWriter: Sendable {
    private static let piece = 1 << 18

    private let file: FileDescriptor
    private let pending = Mutex<[UInt8]>([])

    init(_ file: FileDescriptor) {
        self.file = file
    }

    func add(_ line: String) throws(TransferError) {
        try pending.withLock { (pending) throws(TransferError) in
            pending += line.utf8
            pending.append(UInt8(ascii: "\n"))
            if pending.count >= Self.piece { try write(&pending) }
        }
    }

    func finish() throws(TransferError) {
        try pending.withLock { (pending) throws(TransferError) in try write(&pending) }
    }

    private func write(_ pending: inout [UInt8]) throws(TransferError) {
        do throws(Errno) {
            _ = try Errno.typed { [pending] in try file.writeAll(pending) }
        } catch .brokenPipe {
            throw TransferError("The export was stopped: nobody reads it any more.")
        } catch {
            throw TransferError("The export cannot be written: \(error). Nothing of it is kept.")
        }
        pending.removeAll(keepingCapacity: true)
    }
}
