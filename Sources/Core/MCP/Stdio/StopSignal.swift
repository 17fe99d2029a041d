import Synchronization

/// Wakes a thread that waits for input, from any thread, once.
final class StopSignal: Sendable {
    private struct State {
        var isStopped = false
        var pipe: (reading: Descriptor, writing: Descriptor)?
        var onStop: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    deinit {
        if let pipe = state.withLock({ $0.pipe }) {
            pipe.reading.close()
            pipe.writing.close()
        }
    }

    var isStopped: Bool { state.withLock { $0.isStopped } }

    /// Returns a descriptor that becomes readable when the signal is given, and calls `onStop` then, once.
    func arm(onStop: @escaping @Sendable () -> Void) throws(StdioError) -> Descriptor {
        let pipe = try Descriptor.pipe()
        let isStopped = state.withLock { state in
            state.pipe = pipe
            state.onStop = onStop
            return state.isStopped
        }
        if isStopped { Self.wake(pipe.writing) }
        return pipe.reading
    }

    func stop() {
        let armed = state.withLock { state in
            defer { state.isStopped = true }
            return state.isStopped ? nil : state
        }
        if let pipe = armed?.pipe { Self.wake(pipe.writing) }
        armed?.onStop?()
    }

    private static func wake(_ descriptor: Descriptor) {
        // The pipe is empty, so that one byte always fits; its reader is ours.
        _ = try? descriptor.writePiece(of: [0], from: 0)
    }
}
