import CLibpq

extension Link {
    /// Queues a piece of a COPY in and sends, so that no more than this piece stays in memory.
    func putCopyData(_ bytes: [UInt8]) throws(PostgresError) {
        let isQueued = unsafe bytes.withUnsafeBytes { bytes in
            unsafe PQputCopyData(
                handle,
                bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
                Int32(bytes.count)
            ) == 1
        }
        guard isQueued else { throw sendError() }
        while flushSome() {
            // The server may be unable to read: waiting for a lock, say.
            guard !isCancelRequested else { break }
        }
        guard !isLost else { throw lostError() }
    }

    /// Ends a COPY in; with an error the server undoes it.
    func endCopy(error: String?) {
        if unsafe PQputCopyEnd(handle, error) != 1 { markLost() }
    }

    /// The next row of a COPY out as it came; nil at its end. Free it with `PQfreemem`.
    func nextCopyData() -> UnsafeMutableRawBufferPointer? {
        while !isLost {
            var row: UnsafeMutablePointer<CChar>?
            let length = unsafe PQgetCopyData(handle, &row, 1)
            if length > 0 { return unsafe UnsafeMutableRawBufferPointer(start: row, count: Int(length)) }
            // Less than 0 is the end, or an error, which the next result then is.
            guard length == 0 else { return nil }
            waitToRead()
        }
        return nil
    }
}

extension Link {
    /// Reads a COPY out to its end.
    func discardCopyData() {
        while let row = unsafe nextCopyData() { unsafe PQfreemem(row.baseAddress) }
    }
}
