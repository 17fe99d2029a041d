import Async
import Coordination
import HTTP
import JSONFormat
import Logging
import MCP
import OrderedCollections
import Postgres
import Synchronization

/// Keeps the long work of tools in the database: what outlasts its call becomes a task that any process of the server
/// tells of, and goes on with where the one that began it has stopped.
final class TaskKeeper: TaskKeeping {
    /// How often the database may refuse the end of a task.
    private static let mostRefusals = 8
    private static let backoff = Backoff(first: .milliseconds(100), longest: .seconds(5))

    let store: TaskStore
    let logger: Logger
    /// The work of tasks that this process is at, by their numbers.
    private let held = Mutex<[Int64: LongWork]>([:])
    private let isStopping = Mutex(false)
    private let wakers = Mutex<(held: @Sendable () -> Void, free: @Sendable () -> Void)>(({}, {}))

    init(_ store: TaskStore, logger: Logger) {
        self.store = store
        self.logger = logger
    }

    /// Says what to call when this process has work, and when there may be work that nobody is at.
    func whenHeld(_ held: @escaping @Sendable () -> Void, whenFree free: @escaping @Sendable () -> Void) {
        wakers.withLock { $0 = (held, free) }
    }

    private func wakeForFree() { wakers.withLock(\.free)() }

    /// The work of tasks that this process is at.
    var work: [LongWork] { held.withLock { Array($0.values) } }

    // MARK: Calls

    func outcome(of call: LongCall) async throws -> ToolRunner.Outcome {
        let deadline = ContinuousClock.now + call.patience
        let work = LongWork(call, store)
        work.begin { await self.finish(work, $0) }
        return try await withTaskCancellationHandler {
            if await !work.wait(for: call.patience), let task = await task(of: work) {
                guard Task.isCancelled else { return .task(task) }
                // Nobody will learn of it.
                work.stop(.caller)
            }
            let outcome = try await work.result().get()
            guard let pointer = work.pointer else { return outcome }
            return try await wait(for: pointer, of: call.context.caller, until: deadline)
        } onCancel: {
            work.stop(.caller)
        }
    }

    /// A task for work that takes long; nil where it is about to end.
    private func task(of work: LongWork) async -> TaskState? {
        guard !Task.isCancelled else { return nil }
        do {
            return try await work.becomeTask(hold)
        } catch {
            // Its caller then waits for the end. If the task is there nevertheless, nobody may begin its work.
            logger.warning("work that takes long could not be made a task", error: error)
            Task { await forgetDoubtful(of: work) }
            return nil
        }
    }

    /// Waits for what a call has begun, and that goes on when the call is done.
    private func wait(
        for id: TaskID,
        of caller: Caller,
        until deadline: ContinuousClock.Instant
    ) async throws -> ToolRunner.Outcome {
        guard let state = try await task(id.text, of: caller, until: deadline) else {
            return .failure(CallFailure(.fault, "The work was begun, and its task is gone already."))
        }
        switch state.status {
        case .working, .inputRequired: return .task(state)
        case .completed(let kept):
            return .result(ToolResult(structuredContent: kept["structuredContent"]?.objectValue))
        case .failed(let error): throw error
        case .cancelled: return .failure(CallFailure(.conflict, "The work was cancelled."))
        }
    }

    // MARK: Work of tasks

    /// Goes on with a task that this process has taken.
    func goOn(with work: LongWork) {
        hold(work)
        work.begin { await self.finish(work, $0) }
    }

    /// Keeps the task of work until its end; work of the same task that this process had before is lost.
    private func hold(_ work: LongWork) {
        guard let claim = work.claim else { return }
        held.withLock { $0.updateValue(work, forKey: claim.id) }?.stop(.lost)
        wakers.withLock(\.held)()
        if isStopping.withLock(\.self) { work.stop(.shutdown) }
    }

    private func letGo(of work: LongWork, _ claim: WorkLease.Claim) {
        held.withLock { held in
            if held[claim.id] === work { held[claim.id] = nil }
        }
        wakeForFree()
    }

    /// Writes the end of work into its task, if it has one, as soon as the database takes it.
    private func finish(_ work: LongWork, _ result: Result<ToolRunner.Outcome, any Error>) async {
        guard let claim = await work.settle().claim else { return await forgetDoubtful(of: work) }
        defer { letGo(of: work, claim) }
        var end = result
        var failures = 0
        var refusals = 0
        while work.unended != nil, work.stop != .lost {
            do {
                return try await write(end, of: work, claim)
            } catch {
                logger.warning("the end of a task could not be written", error: error)
                failures += 1
                refusals = (error as? PostgresError)?.mayPass == false ? refusals + 1 : 0
                // At the end of the process the lease runs out, and another one goes on with it.
                guard !isStopping.withLock(\.self) else { return }
            }
            // What the database refuses again and again is not tried for ever.
            if refusals == Self.mostRefusals {
                let text = "The work ended, and its result could not be stored. Look before you call again."
                end = .failure(RPCError.internalError(text))
            }
            guard refusals < 2 * Self.mostRefusals else { return }
            try? await Task.sleep(for: Self.backoff.delay(afterFailures: failures))
        }
    }

    /// Ends a task that may have been made, and of which nobody was told.
    private func forgetDoubtful(of work: LongWork) async {
        for attempt in 1...10 {
            guard let id = work.doubtful else { return }
            do {
                _ = try await store.database.value().query(store.forgetting(id, work.call))
                return work.noteForgotten()
            } catch {
                logger.warning("a task that nobody knows could not be ended", error: error)
            }
            guard !isStopping.withLock(\.self) else { return }
            try? await Task.sleep(for: Self.backoff.delay(afterFailures: attempt))
        }
    }

    private func write(
        _ result: Result<ToolRunner.Outcome, any Error>,
        of work: LongWork,
        _ claim: WorkLease.Claim
    ) async throws {
        switch result {
        case .success(.result(let result)): try await store.end(claim, .completed(result.kept))
        case .success(.failure(let failure)) where failure.kind == .fault:
            try await store.end(claim, .failed(.internalError(failure.text)))
        case .success(.failure(let failure)):
            try await store.end(claim, .completed(ToolResult.failure(failure.text).kept))
        case .success(.inputRequired(let required)):
            guard required.isPossible(in: work.call.context) else {
                let text = "The work has a question that this client cannot be asked, and has ended. Nothing was done."
                return try await store.end(claim, .completed(ToolResult.failure(text).kept))
            }
            try await store.ask(required, work.call.context.clientCapabilities, for: claim)
        case .success(.task): break
        case .failure(let error as RPCError): try await store.end(claim, .failed(error))
        case .failure:
            switch work.stop {
            case .caller: try await store.end(claim, .cancelled)
            case .shutdown, .lost, nil: try await store.release(claim)
            }
        }
    }

    /// Says that this process is still at its work, and stops what its callers do not want any more.
    func renew() async throws {
        let work = work.compactMap { work in work.claim.map { (claim: $0, message: work.message, work: work) } }
        guard !work.isEmpty else { return }
        let known = try await store.renew(work.map { ($0.claim, $0.message) })
        for one in work {
            // What is not known any more ends, or is another process's.
            switch known[one.claim.id] {
            case false: break
            case true: one.work.stop(.caller)
            case nil where one.work.unended != nil: one.work.stop(.lost)
            case nil: break
            }
        }
    }

    /// Gives all work back, for another process to go on with.
    func giveBack() async {
        isStopping.withLock { $0 = true }
        let work = work
        for one in work { one.stop(.shutdown) }
        for one in work { _ = await one.result() }
    }

    // MARK: Callers

    func task(_ id: String, of caller: Caller) async throws -> TaskState? {
        guard let id = TaskID(id), let (state, isAbandoned) = try await store.task(id, of: caller) else { return nil }
        // Whoever asks is told of a process that goes on with it.
        if isAbandoned { wakeForFree() }
        return state
    }

    /// A task when it is over, or asks something, or at the deadline.
    func task(_ id: String, of caller: Caller, until deadline: ContinuousClock.Instant) async throws -> TaskState? {
        var pause = Duration.milliseconds(50)
        while true {
            let state = try await task(id, of: caller)
            let left = ContinuousClock.now.duration(to: deadline)
            guard case .working? = state?.status, left > .zero else { return state }
            try await Task.sleep(for: min(pause, left))
            pause = min(pause * 1.5, .seconds(1))
        }
    }

    func answer(_ id: String, with responses: JSONObject, from caller: Caller) async throws -> Bool {
        guard let id = TaskID(id) else { return false }
        defer { wakeForFree() }
        // No key that was asked holds this character, which no text of PostgreSQL can.
        return try await store.answer(id, with: responses.filter { !$0.key.contains("\0") }, from: caller)
    }

    func cancel(_ id: String, for caller: Caller) async throws -> Bool {
        guard let id = TaskID(id) else { return false }
        // The process that is at it looks every second.
        return try await store.cancel(id, for: caller) != nil
    }
}

extension InputRequired {
    /// Whether a task can ask this: its client answers tasks, and can be asked for all of it.
    fileprivate func isPossible(in context: RequestContext) -> Bool {
        context.declaresTasks && !requests.isEmpty && requests.values.allSatisfy(context.canAsk)
    }
}
