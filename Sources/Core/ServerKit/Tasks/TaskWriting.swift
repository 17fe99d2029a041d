import Coordination
import JSONFormat
import MCP
import Postgres

/// What a transaction writes for the work that it is part of: the end of its task, or where it goes on.
struct TaskWriting {
    private enum Change {
        /// The task of the work ends.
        case end(WorkLease.Claim, JSONObject)
        /// It points to what goes on.
        case pointer(WorkLease.Claim, TaskPointer)
        /// A task is made for what goes on.
        case newTask(TaskID, TaskPointer)
        case none
    }

    private let work: LongWork
    private let change: Change
    /// A task that may have been made, and of which nobody knows.
    private let doubtful: TaskID?

    /// nil where the work has no task and needs none.
    init?(_ result: ToolResult, goingOnAs pointer: TaskPointer?) async {
        guard let work = LongWork.current else { return nil }
        self.work = work
        let (claim, doubtful) = await work.settle()
        self.doubtful = doubtful
        switch (claim, pointer) {
        case (let claim?, let pointer?): change = .pointer(claim, pointer)
        case (let claim?, nil): change = .end(claim, result.kept)
        case (nil, let pointer?): change = .newTask(TaskID(), pointer)
        case (nil, nil):
            guard doubtful != nil else { return nil }
            change = .none
        }
    }

    /// The statements, each of which returns a row.
    var statements: [SQL] {
        let own: SQL? =
            switch change {
            case .end(let claim, let kept): work.store.completing(claim, with: kept)
            case .pointer(let claim, let pointer): work.store.pointing(claim, to: pointer)
            case .newTask(let id, let pointer): work.store.pointing(to: pointer, id, work.call)
            case .none: nil
            }
        return [own, doubtful.map { work.store.forgetting($0, work.call) }].compactMap(\.self)
    }

    /// Throws where a statement says that another process has done the work, or is at it.
    func check(_ results: ArraySlice<PostgresRows>) throws {
        guard results.allSatisfy({ !$0.isEmpty }) else { throw TaskLost() }
        if doubtful != nil, try results.last?.first?.decode(Bool.self) == false { throw TaskLost() }
    }

    /// The transaction was committed.
    func committed() {
        switch change {
        case .end, .none: work.noteEnd()
        case .pointer: work.noteGoingOn(as: nil)
        case .newTask(let id, _): work.noteGoingOn(as: id)
        }
    }
}

/// Another process has taken the work, since this one was silent for too long, or its caller has ended it: whatever was
/// written here is undone.
struct TaskLost: Error, CustomStringConvertible {
    let description = "This process has the task no more; what it has written is undone."
}
