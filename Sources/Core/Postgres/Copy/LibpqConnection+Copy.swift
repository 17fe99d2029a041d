import CLibpq
import Glibc

extension LibpqConnection {
    /// Sends the rows of a COPY in pieces, so that libpq never buffers more than one.
    func putCopyData(_ bytes: [UInt8]) throws(PostgresError) {
        var start = 0
        while start < bytes.count {
            guard !isCancelRequested else { throw Self.copyCancelled }
            let end = min(start + Self.copyPieceSize, bytes.count)
            try putCopyPiece(bytes[start..<end])
            start = end
        }
    }

    static var copyCancelled: PostgresError {
        PostgresError(.cancelled, "the task was cancelled, and nothing of the COPY was kept")
    }

    /// Small rows are collected up to this size, and sent as one piece.
    private static var copyPieceSize: Int { 256 * 1024 }

    private func putCopyPiece(_ piece: ArraySlice<UInt8>) throws(PostgresError) {
        let isQueued = unsafe piece.withUnsafeBytes { bytes in
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

    /// Whether an error from the server is waiting to be read, so that a COPY of endless rows does not go on in vain.
    ///
    /// libpq reads nothing during a COPY, so this looks at the socket itself. Encrypted connections hide what arrives;
    /// there, and when libpq happened to read, the error shows when the rows have ended.
    var hasErrorWaiting: Bool {
        guard unsafe PQsslInUse(handle) == 0 && PQgssEncInUse(handle) == 0 else { return false }
        var message: UInt8 = 0
        let count = unsafe recv(PQsocket(handle), &message, 1, Int32(MSG_PEEK | MSG_DONTWAIT))
        return count == 1 && message == UInt8(ascii: "E")
    }

    /// Ends a COPY in; with an error the server undoes it.
    func endCopy(error: String?) {
        if unsafe PQputCopyEnd(handle, error) != 1 { markLost() }
    }

    /// The next row of a COPY out, undecoded; nil at its end. Free it with `PQfreemem`.
    func nextCopyData() -> UnsafeMutableRawBufferPointer? {
        while !isLost {
            var row: UnsafeMutablePointer<CChar>?
            let length = unsafe PQgetCopyData(handle, &row, 1)
            if length > 0 { return unsafe UnsafeMutableRawBufferPointer(start: row, count: Int(length)) }
            // Less than 0 means the end, or an error, which is the next result.
            guard length == 0 else { return nil }
            waitToRead()
        }
        return nil
    }
}

extension LibpqConnection {
    /// Reads a COPY out to its end.
    func discardCopyData() {
        while let row = unsafe nextCopyData() { unsafe PQfreemem(row.baseAddress) }
    }
}
