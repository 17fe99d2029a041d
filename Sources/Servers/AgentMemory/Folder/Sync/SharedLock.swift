import Files

/// A lock that a task holds across its waits.
final class SharedLock: Sendable {
    private let lock: FileLock

    init(_ lock: consuming FileLock) { self.lock = lock }
}
