import Async
import Coordination
import JSONFormat
import MCP
package import Postgres
import Synchronization

/// The work of one call of a tool, while this process does it. It begins without a task; where it outlasts the patience
/// of its caller, it gets one.
///
/// Whether there is a task is settled before the work ends: work whose end is being written gets none any more, and the
/// end of work that has one is written into the task.
package final class LongWork: Sendable {
    /// The work that the current task does.
    @TaskLocal static var current: LongWork?

    /// Why work is stopped.
    enum Stop: Sendable {
        /// Its caller wants that.
        case caller
        /// The process ends. Another one goes on with it.
        case shutdown
        /// Another process has taken it.
        case lost
    }

    private typealias Made = (claim: WorkLease.Claim, state: TaskState)

    private struct State {
        var making: Task<Made, any Error>?
        /// The task that may have been made, although the database did not say so.
        var doubtful: TaskID?
        var claim: WorkLease.Claim?
        /// Whether its end is being written, so that it can get no task.
        var isEnding = false
        /// Whether the task has its end, by the transaction of what the work has done.
        var isEnded = false
        /// The task of what goes on when the work has ended.
        var pointer: TaskID?
        var stop: Stop?
        var message: String?
        var work: Task<Void, Never>?
        var result: Result<ToolRunner.Outcome, any Error>?
    }

    let call: LongCall
    let store: TaskStore
    private let state: Mutex<State>
    private let over = Latch()

    /// - Parameter claim: What this process has taken of a task; nil for work that has none yet.
    init(_ call: LongCall, _ store: TaskStore, claim: WorkLease.Claim? = nil) {
        self.call = call
        self.store = store
        state = Mutex(State(claim: claim))
    }

    /// The task that this process has of it.
    var claim: WorkLease.Claim? { state.withLock(\.claim) }
    /// How far it is.
    var message: String? { state.withLock(\.message) }
    var stop: Stop? { state.withLock(\.stop) }
    /// The task of what goes on when the work has ended.
    var pointer: TaskID? { state.withLock(\.pointer) }

    // MARK: Doing it

    /// Begins it.
    ///
    /// - Parameter whenOver: Called with its end, before anybody is told.
    func begin(_ whenOver: @escaping @Sendable (Result<ToolRunner.Outcome, any Error>) async -> Void) {
        let context = call.context.reporting { [weak self] done, total, message in
            self?.note(message ?? total.map { "\(done.inWords) of \($0.inWords)" } ?? done.inWords)
        }
        let work = Task {
            let result: Result<ToolRunner.Outcome, any Error>
            do {
                result = .success(try await LongWork.$current.withValue(self) { try await call.work(context) })
            } catch {
                result = .failure(error)
            }
            // In a task of its own: the end is to be written where the work was stopped, too.
            await Task { await whenOver(result) }.value
            state.withLock { state in
                state.result = result
                state.work = nil
            }
            over.open()
        }
        let isStopped = state.withLock { state in
            if state.result == nil { state.work = work }
            return state.stop != nil
        }
        if isStopped { work.cancel() }
    }

    private func note(_ message: String) {
        // A text of PostgreSQL holds every character but this.
        let storable = message.replacing("\0", with: "")
        state.withLock { $0.message = storable }
    }

    func stop(_ reason: Stop) {
        let work = state.withLock { state in
            state.stop = state.stop ?? reason
            return state.work
        }
        work?.cancel()
    }

    /// Waits for its end for some time.
    ///
    /// - Returns: Whether it is over.
    func wait(for patience: Duration) async -> Bool {
        (try? await withTimeLimit(patience) { [over] in await over.wait() }) ?? false
    }

    /// Waits for its end, even where the current task is cancelled.
    func result() async -> Result<ToolRunner.Outcome, any Error> {
        let waiting = Task { await over.wait() }
        _ = await waiting.value
        return state.withLock { $0.result ?? .failure(CancellationError()) }
    }

    // MARK: Its task

    /// Makes a task of it.
    ///
    /// - Parameter whenMade: Called before anybody learns of the task.
    /// - Returns: The task; nil where the work is about to end.
    func becomeTask(_ whenMade: @escaping @Sendable (LongWork) -> Void) async throws -> TaskState? {
        let making: Task<Made, any Error>? = state.withLock { state in
            guard !state.isEnding else { return nil }
            let making = Task {
                let id = TaskID()
                do {
                    let made = try await store.register(call, as: id)
                    self.state.withLock { $0.claim = made.claim }
                    whenMade(self)
                    return made
                } catch {
                    self.state.withLock { $0.doubtful = id }
                    throw error
                }
            }
            state.making = making
            return making
        }
        return try await making?.value.state
    }

    /// Settles that it gets no task any more, since it ends.
    ///
    /// A task that is being made is not waited for longer than it takes to stop that: the end may be a transaction, which
    /// has one of the connections that the making of tasks waits for.
    ///
    /// - Returns: The task it has, and one that must be removed where it is there.
    func settle() async -> (claim: WorkLease.Claim?, doubtful: TaskID?) {
        let making = state.withLock { state in
            state.isEnding = true
            return state.making
        }
        making?.cancel()
        _ = await making?.result
        return state.withLock { ($0.claim, $0.doubtful) }
    }

    /// The task that may have been made, and of which nobody knows.
    var doubtful: TaskID? { state.withLock(\.doubtful) }

    /// That task is ended.
    func noteForgotten() {
        state.withLock { $0.doubtful = nil }
    }

    /// The task has its end.
    func noteEnd() {
        state.withLock { $0.isEnded = true }
    }

    /// What was begun goes on, as the task of this name, or as the one that the work has.
    func noteGoingOn(as pointer: TaskID?) {
        state.withLock { state in
            state.isEnded = true
            state.pointer = pointer
        }
    }

    /// Throws where another process has taken the work of the current task, which must then store nothing.
    package static func check(on connection: PostgresConnection) async throws {
        guard let work = current, let claim = work.claim else { return }
        try await work.store.check(claim, on: connection)
    }

    /// The task whose end is still to be written.
    var unended: WorkLease.Claim? { state.withLock { $0.isEnded ? nil : $0.claim } }
}
