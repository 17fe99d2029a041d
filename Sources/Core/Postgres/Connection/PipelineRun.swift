import CLibpq

/// Why a batch failed, and whether it is safe to run it again.
struct PipelineFailure: Error {
    let error: PostgresError
    let isRepeatable: Bool
}

/// One running pipeline: what was sent, and what has come back.
struct PipelineRun {
    enum Step {
        /// A step whose failure does not matter.
        case housekeeping
        /// Settings for the statements that follow.
        case settings
        case prepare(PreparedStatement, Int)
        case execute(Int)
        case sync
    }

    private let libpq: LibpqConnection
    private let batch: [SQL]
    private var steps: [Step] = []
    /// The first step whose results have not all arrived.
    private var next = 0
    private var hasResult = false
    /// The approximate number of bytes queued since the last flush.
    private var queued = 0
    private var results: [ResultStorage?]
    private var failure: PostgresError?
    /// Statements that the server did not get to prepare.
    private(set) var unprepared: [PreparedStatement] = []

    init(_ libpq: LibpqConnection, _ batch: [SQL]) {
        self.libpq = libpq
        self.batch = batch
        results = Array(repeating: nil, count: batch.count)
    }

    /// Queues one step of about `size` bytes.
    ///
    /// The queue is flushed from time to time; when the socket takes no more, results are read until it does, so that
    /// the two sides cannot deadlock and our buffer stays small.
    mutating func send(_ step: Step, size: Int = 0, _ queue: () -> Bool) {
        guard failure == nil || !libpq.isLost else { return }
        guard queue() else {
            failure = failure ?? libpq.sendError()
            libpq.markLost()
            return
        }
        steps.append(step)
        queued += size
        if queued >= Self.flushSize { flush() }
    }

    /// The amount that libpq itself collects in pipeline mode before it sends.
    private static var flushSize: Int { 64 * 1024 }

    private mutating func flush() {
        queued = 0
        while libpq.flushSome() { acceptReady() }
    }

    /// Sends the rest and waits for all results.
    mutating func finish() {
        flush()
        while next < steps.count, !libpq.isLost {
            let result = unsafe libpq.nextResult()
            unsafe accept(result)
        }
        if libpq.isLost { failure = failure ?? libpq.lostError() }
        for step in steps[min(next, steps.count)...] {
            if case .prepare(let statement, _) = step { unprepared.append(statement) }
        }
    }

    private mutating func acceptReady() {
        while next < steps.count, libpq.hasResult {
            let result = unsafe libpq.nextResult()
            unsafe accept(result)
        }
    }

    /// Takes one result of the current step; nil ends the step.
    private mutating func accept(_ result: OpaquePointer?) {
        guard let result = unsafe result else {
            if !hasResult {
                // libpq thinks that nothing is in progress: it and we would wait for each other forever.
                libpq.markLost()
            } else if case .sync = steps[next] {
                // That was an error of the commit, as of a deferred constraint; the sync itself is still to come.
            } else {
                next += 1
            }
            hasResult = false
            return
        }
        hasResult = true
        switch unsafe PQresultStatus(result) {
        case PGRES_PIPELINE_SYNC:
            unsafe PQclear(result)
            // A sync has this one result, and no nil after it.
            hasResult = false
            next += 1
        case PGRES_PIPELINE_ABORTED:
            unsafe PQclear(result)
            if case .prepare(let statement, _) = steps[next] { unprepared.append(statement) }
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
            let storage = unsafe ResultStorage(result)
            if case .execute(let index) = steps[next] { results[index] = storage }
        default:
            unsafe refuse(result)
        }
    }

    private mutating func refuse(_ result: OpaquePointer) {
        let index: Int? =
            switch steps[next] {
            case .prepare(_, let index), .execute(let index): index
            // The commit failed; a single statement must be the cause.
            case .sync where batch.count == 1: 0
            case .housekeeping, .settings, .sync: nil
            }
        if case .prepare(let statement, _) = steps[next] { unprepared.append(statement) }
        let error = unsafe libpq.error(of: result, hiding: index.map { .of(batch[$0].binds) } ?? .unknown)
        if case .housekeeping = steps[next], !libpq.isLost { return }
        failure = failure ?? error.inStatement(index.map { batch[$0].text }, index: batch.count > 1 ? index : nil)
    }

    /// All results, when no statement failed.
    func outcome() throws(PipelineFailure) -> [ResultStorage] {
        let done = results.compactMap { $0 }
        if let failure {
            // A statement before the failed one may have committed by itself, unless it was of these kinds.
            throw PipelineFailure(error: failure, isRepeatable: done.allSatisfy(\.isOrdinaryStatement))
        }
        guard done.count == batch.count else {
            throw PipelineFailure(error: libpq.lostError(), isRepeatable: false)
        }
        return done
    }
}
