import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Wakes a thread that waits for input, from any thread, once.
final class StopSignal: Sendable {
    private struct State {
        var isStopped = false
        var reading: Int32 = -1
        var writing: Int32 = -1
        var onStop: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    deinit {
        let state = state.withLock { $0 }
        if state.reading >= 0 { close(state.reading) }
        if state.writing >= 0 { close(state.writing) }
    }

    var isStopped: Bool { state.withLock { $0.isStopped } }

    /// Gives a descriptor that becomes readable when the signal is given, and calls `onStop` then; once.
    func arm(onStop: @escaping @Sendable () -> Void) throws(StdioError) -> Int32 {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { throw StdioError("make a pipe", errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        state.withLock { state in
            state.reading = ends[0]
            state.writing = ends[1]
            state.onStop = onStop
            if state.isStopped { Self.wake(state.writing) }
        }
        return ends[0]
    }

    func stop() {
        let onStop: (@Sendable () -> Void)? = state.withLock { state in
            guard !state.isStopped else { return nil }
            state.isStopped = true
            if state.writing >= 0 { Self.wake(state.writing) }
            return state.onStop
        }
        onStop?()
    }

    private static func wake(_ descriptor: Int32) {
        var byte: UInt8 = 0
        // The pipe is empty, so that one byte always fits.
        _ = unsafe write(descriptor, &byte, 1)
    }
}
