import Glibc

/// An open file descriptor and the system calls on it; all of them are made here.
///
/// Descriptors stay blocking, since their flags belong to the open file, which other processes may share. Reading and
/// writing wait for readiness instead.
struct Descriptor: Sendable {
    let number: Int32

    /// The outcome of one read.
    enum Input {
        case bytes(count: Int)
        case end
        case failed(StdioError)
    }

    /// Waits, with no time-out, until there is input or its end (true), or until another descriptor is readable
    /// (false).
    func waitForInput(orWake wake: Descriptor) -> Bool {
        var waited = [
            pollfd(fd: number, events: Int16(POLLIN), revents: 0),
            pollfd(fd: wake.number, events: Int16(POLLIN), revents: 0),
        ]
        while unsafe poll(&waited, nfds_t(waited.count), -1) < 0 {
            if errno != EINTR { return false }
        }
        return waited[1].revents == 0
    }

    /// Reads what is available, and waits if there is nothing.
    func read(into buffer: inout [UInt8]) -> Input {
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { buffer in
                unsafe Glibc.read(number, buffer.baseAddress, buffer.count)
            }
            if count > 0 { return .bytes(count: count) }
            if count == 0 { return .end }
            if errno != EINTR { return .failed(StdioError("read the input", errno)) }
        }
    }

    /// Waits until a short write would not block, or for a time; false when time ran out.
    func waitForRoom(milliseconds: Int32) -> Bool {
        var waited = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
        let ready = unsafe poll(&waited, 1, milliseconds)
        // A failure other than an interruption is left for the write to find.
        return ready > 0 || (ready < 0 && errno != EINTR)
    }

    /// Writes a piece of the bytes from an offset on, so short that it does not block after
    /// ``waitForRoom(milliseconds:)``, and returns its length.
    func writePiece(of bytes: [UInt8], from offset: Int) throws(StdioError) -> Int {
        let written = unsafe bytes.span.extracting(offset..<min(bytes.count, offset + Int(PIPE_BUF)))
            .withUnsafeBytes { piece in
                unsafe Glibc.write(number, piece.baseAddress, piece.count)
            }
        // The parent may have made it non-blocking; then there is no room after all.
        if written < 0, errno != EINTR, errno != EAGAIN { throw StdioError("write the output", errno) }
        return max(written, 0)
    }

    func close() {
        _ = Glibc.close(number)
    }

    /// A new pipe, closed in child processes.
    static func pipe() throws(StdioError) -> (reading: Descriptor, writing: Descriptor) {
        var ends: [Int32] = [-1, -1]
        let code = unsafe Glibc.pipe(&ends)
        guard code == 0 else { throw StdioError("make a pipe", errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (Descriptor(number: ends[0]), Descriptor(number: ends[1]))
    }
}
