import Async
import Glibc
import Synchronization
import SystemPackage

/// A serial executor with a thread of its own, because libpq waits on a socket and the cooperative pool must never
/// block.
///
/// The thread lives until `stop()`. A later job starts a thread again, which ends when the queue is empty, so that a
/// call on a closed connection gets its error instead of waiting forever.
final class ConnectionExecutor: SerialExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        var thread: pthread_t?
        var hasThread = false
        var isStopping = false
        var isWaiting = false
    }

    private enum Need { case nothing, wakeup, thread }

    private let state = Mutex(State())
    private let wakeups = Semaphore()

    /// What a caller does within a transaction runs on this stack too, such as reading deeply nested JSON, so it is as large
    /// as those of other threads. Only touched pages cost memory.
    private static let stackSize = 8 << 20

    /// Starts the thread; throws the errno where the system refuses.
    init() throws(Errno) {
        state.withLock { $0.hasThread = true }
        try startThread()
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let need = state.withLock { state in
            state.jobs.append(job)
            guard state.hasThread else {
                state.hasThread = true
                return Need.thread
            }
            guard state.isWaiting else { return Need.nothing }
            state.isWaiting = false
            return Need.wakeup
        }
        switch need {
        case .nothing: break
        case .wakeup: wakeups.signal()
        case .thread:
            // Only after stop(): the remaining jobs are calls on a closed connection. Without a thread they fail right
            // here.
            do { try startThread() } catch { runJobs() }
        }
    }

    /// Lets the thread end once the queue is empty.
    func stop() {
        let wake = state.withLock { state in
            state.isStopping = true
            let wake = state.isWaiting
            state.isWaiting = false
            return wake
        }
        if wake { wakeups.signal() }
    }

    func checkIsolated() {
        precondition(isIsolatingCurrentContext() == true, "not on the connection's thread")
    }

    func isIsolatingCurrentContext() -> Bool? {
        state.withLock { state in
            guard let thread = state.thread else { return false }
            return pthread_equal(thread, pthread_self()) != 0
        }
    }

    private func startThread() throws(Errno) {
        do {
            try DedicatedThread.start(named: "postgres", stackBytes: Self.stackSize) { [self] in runJobs() }
        } catch {
            state.withLock { $0.hasThread = false }
            throw error
        }
    }

    private func runJobs() {
        state.withLock { $0.thread = pthread_self() }
        var batch: [UnownedJob] = []
        while true {
            let isDone = state.withLock { state in
                guard state.jobs.isEmpty else {
                    swap(&batch, &state.jobs)
                    return false
                }
                state.isWaiting = !state.isStopping
                if state.isStopping {
                    state.thread = nil
                    state.hasThread = false
                }
                return state.isStopping
            }
            if isDone { return }
            if batch.isEmpty { wakeups.wait() }
            for job in batch {
                unsafe job.runSynchronously(on: asUnownedSerialExecutor())
            }
            batch.removeAll(keepingCapacity: true)
        }
    }
}
