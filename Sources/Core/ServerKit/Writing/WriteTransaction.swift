import JSONFormat
import MCP
import Postgres
import Synchronization

/// The transaction of one call that writes: the tool's own work, its row in the audit, the answer under the caller's
/// idempotency key, and the state with which the user has agreed.
struct WriteTransaction: Sendable {
    private let call: AuditedCall
    private let pool: PostgresPool
    private let key: IdempotencyKey?

    init(_ call: AuditedCall, pool: PostgresPool) {
        self.call = call
        self.pool = pool
        key = IdempotencyKey(call)
    }

    /// The answer to the same call made before, where it was made with the same key.
    func firstAnswer() async throws -> JSONObject? {
        guard let answer = try await key?.answer(in: pool) else { return nil }
        call.settle()
        return answer
    }

    /// Does the work, unless the same call was done meanwhile.
    ///
    /// - Parameter work: Writes, and makes the answer.
    /// - Returns: The answer, and whether it is that of this call and not of the one before.
    func run(
        _ work: @Sendable (PostgresConnection) async throws -> Written
    ) async throws -> (answer: JSONObject, isNew: Bool) {
        let finished = Mutex<Finished?>(nil)
        do {
            let result = try await pool.transaction { connection -> (answer: JSONObject, isNew: Bool) in
                finished.withLock { $0 = nil }
                if let answer = try await key?.claim(on: connection) { return (answer, false) }
                try await UsedState(call.invocation.context)?.use(on: connection)
                let written = try await work(connection)
                let answer = written.answer
                let task = await TaskWriting(written.result, goingOnAs: written.goesOn)
                var statements = [call.row(.done, target: call.target(answer))]
                let own = task?.statements ?? []
                statements += own
                if let key { statements.append(key.keeping(answer)) }
                let rows = try await connection.pipeline(statements)
                guard let row = rows[0].first else { throw unaudited }
                try task?.check(rows[1..<(1 + own.count)])
                let mark = try AuditMark(row)
                finished.withLock { $0 = Finished(mark: mark, answer: answer, task: task) }
                return (answer, true)
            }
            call.settle()
            if result.isNew { finished.withLock(\.self)?.task?.committed() }
            return result
        } catch {
            // Everything was written, and something happened to the commit or to its answer.
            guard let finished = finished.withLock(\.self) else { throw error }
            switch await finished.mark.wasCommitted(in: pool) {
            case true:
                call.settle()
                finished.task?.committed()
                return (finished.answer, true)
            case false: throw error
            default:
                call.settle()
                throw outcomeUnknown
            }
        }
    }

    /// What the transaction has written, up to the commit.
    private struct Finished {
        let mark: AuditMark
        let answer: JSONObject
        let task: TaskWriting?
    }

    private var unaudited: CallFailure {
        CallFailure(
            .fault,
            "Nothing was done: the database did not store the row of the audit. A trigger of public.paddle_audit must keep "
                + "it out; have its owner remove it."
        )
    }

    private var outcomeUnknown: CallFailure {
        CallFailure(
            .unavailable,
            "The connection to the database was lost at the very end: the work may or may not have been done. "
                + (key == nil
                    ? "Look before you call again."
                    : "Call again with the same \(idempotencyArgument): what is done already is not done twice.")
        )
    }
}

/// What a call has written, and answers.
struct Written: Sendable {
    /// All of it, for calls that are made again.
    let answer: JSONObject
    /// What its caller gets.
    let result: ToolResult
    /// The work that goes on.
    let goesOn: TaskPointer?
}
