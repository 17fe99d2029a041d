import DequeModule

/// Decides what waits for the model, what runs next, and what is cached; the engine does the work.
///
/// Calls of up to about one batch, such as queries, take precedence over larger ones and are batched together. Larger
/// calls take turns, one batch each, and get at least one batch in five.
struct EmbeddingQueue {
    /// What to report to a caller, once no lock is held.
    typealias Event = @Sendable () -> Void

    /// Rows for the model, and the calls that wait for each.
    struct Batch {
        var rows: [[Int32]] = []
        fileprivate var places: [[Place]] = []
    }

    fileprivate struct Place {
        let request: Int
        let row: Int
    }

    private(set) var statistics = EmbeddingStatistics()
    private let planner: BatchPlanner
    private let tokenLimit: Int
    private var cache: VectorCache
    private var requests: [Int: EmbeddingRequest] = [:]
    /// Calls announced and not begun, with whether they were cancelled before they could.
    private var announced: [Int: Bool] = [:]
    private var small: Deque<Int> = []
    private var large: Deque<Int> = []
    private var planned: Deque<[Place]> = []
    private var smallRounds = 0
    private var lastNumber = 0
    private var waitingTokens = 0
    private var isRunning = false

    init(planner: BatchPlanner, cacheBytes: Int, tokenLimit: Int) {
        self.planner = planner
        self.tokenLimit = tokenLimit
        cache = VectorCache(bytes: cacheBytes)
    }

    // MARK: Calls

    /// Announces a call, so that it can be cancelled from now on.
    mutating func announce() -> Int {
        lastNumber += 1
        announced[lastNumber] = false
        return lastNumber
    }

    /// Adds a call. Returns what to report at once, and whether the engine must be started.
    mutating func begin(
        _ number: Int,
        _ texts: [[Int32]],
        progress: Embedder.Progress?,
        answer: EmbeddingRequest.Answer
    ) -> (events: [Event], start: Bool) {
        let request = EmbeddingRequest(texts, progress: progress, answer: answer)
        if announced.removeValue(forKey: number) == true { return ([request.fail(CancellationError())], false) }
        request.admit { cache.vector(for: $0) }
        let tokens = request.waitingTokens
        guard waitingTokens == 0 || waitingTokens + tokens <= tokenLimit else {
            let error = EmbeddingError(
                "Too much text waits to be embedded (\(waitingTokens) tokens, at most \(tokenLimit)). Try again later."
            )
            return ([request.fail(error)], false)
        }
        statistics.reused += texts.count - request.waiting.count
        if request.isComplete { return ([request.report(), request.succeed()].compactMap(\.self), false) }
        requests[number] = request
        waitingTokens += tokens
        statistics.waiting += request.waiting.count
        if tokens <= planner.tokens { small.append(number) } else { large.append(number) }
        defer { isRunning = true }
        return ([], !isRunning)
    }

    /// Forgets a call; rows that are being computed for it are finished and cached all the same.
    mutating func cancel(_ number: Int) -> Event? {
        if announced[number] != nil { announced[number] = true }
        return remove(number)?.fail(CancellationError())
    }

    // MARK: Batches

    /// The next batch, or nil when nothing waits, after which the engine must be started again. Rows computed
    /// meanwhile for others are answered by the events.
    mutating func next() -> (batch: Batch?, events: [Event]) {
        var events: [Event] = []
        while true {
            if planned.isEmpty { plan() }
            guard !planned.isEmpty else {
                isRunning = false
                return (nil, events)
            }
            let batch = prepare(planned.removeFirst(), &events)
            if !batch.rows.isEmpty { return (batch, events) }
        }
    }

    /// Stores the vectors of a batch.
    mutating func complete(_ batch: Batch, _ vectors: [[Float]], nanoseconds: UInt64) -> [Event] {
        statistics.batches += 1
        statistics.rows += batch.rows.count
        statistics.largestBatch = max(statistics.largestBatch, batch.rows.count)
        statistics.tokens += batch.rows.reduce(0) { $0 + $1.count }
        statistics.paddedTokens +=
            batch.rows.count
            * planner.length(rows: batch.rows.count, longest: batch.rows.map(\.count).max() ?? 0)
        statistics.modelNanoseconds += nanoseconds
        var touched: Set<Int> = []
        for (index, vector) in vectors.enumerated() {
            cache.insert(vector, for: batch.rows[index])
            for place in batch.places[index] {
                requests[place.request]?.finish(place.row, vector)
                touched.insert(place.request)
            }
        }
        return report(touched)
    }

    /// Fails every call that has a part in a batch.
    mutating func fail(_ batch: Batch, _ error: any Error) -> [Event] {
        Set(batch.places.joined().map(\.request)).compactMap { remove($0)?.fail(error) }
    }

    // MARK: Planning

    private mutating func plan() {
        small.removeAll { requests[$0] == nil }
        large.removeAll { requests[$0] == nil }
        if !small.isEmpty, large.isEmpty || smallRounds < 4 {
            smallRounds += 1
            planSmall()
        } else if !large.isEmpty {
            smallRounds = 0
            planLarge()
        }
    }

    /// Takes small calls, the oldest first, until they fill about one batch.
    private mutating func planSmall() {
        var tokens = 0
        var places: [Place] = []
        var taken = 0
        for number in small where tokens < planner.tokens {
            taken += 1
            guard let request = requests[number] else { continue }
            tokens += request.waitingTokens
            places += take(request.waiting.count, from: request, number)
        }
        small.removeFirst(taken)
        places.sort { length($0) < length($1) }
        planned = Deque(planner.batches(places.map(length)).map { Array(places[$0]) })
    }

    /// Takes one batch of the large call whose turn it is.
    private mutating func planLarge() {
        let number = large.removeFirst()
        guard let request = requests[number] else { return }
        let lengths = request.waiting.prefix(planner.rows).map { request.rows[$0].count }
        guard let first = planner.batches(lengths).first else { return }
        planned = [take(first.count, from: request, number)]
        if !request.waiting.isEmpty { large.append(number) }
    }

    private mutating func take(_ count: Int, from request: EmbeddingRequest, _ number: Int) -> [Place] {
        let before = request.waitingTokens
        let rows = request.take(count)
        waitingTokens -= before - request.waitingTokens
        statistics.waiting -= rows.count
        return rows.map { Place(request: number, row: $0) }
    }

    private func length(_ place: Place) -> Int {
        requests[place.request]?.rows[place.row].count ?? 0
    }

    /// Merges equal rows, and leaves out rows that were cancelled or computed since they were planned.
    private mutating func prepare(_ places: [Place], _ events: inout [Event]) -> Batch {
        var batch = Batch()
        var known: [[Int32]: Int] = [:]
        var touched: Set<Int> = []
        for place in places {
            guard let request = requests[place.request] else { continue }
            let tokens = request.rows[place.row]
            if let vector = cache.vector(for: tokens) {
                request.finish(place.row, vector)
                touched.insert(place.request)
                statistics.reused += 1
            } else if let index = known[tokens] {
                batch.places[index].append(place)
                statistics.reused += 1
            } else {
                known[tokens] = batch.rows.count
                batch.rows.append(tokens)
                batch.places.append([place])
            }
        }
        events += report(touched)
        return batch
    }

    /// What to report to calls for which some rows are done.
    private mutating func report(_ numbers: Set<Int>) -> [Event] {
        var events: [Event] = []
        for number in numbers.sorted() {
            guard let request = requests[number] else { continue }
            if let event = request.report() { events.append(event) }
            guard request.isComplete else { continue }
            requests[number] = nil
            events.append(request.succeed())
        }
        return events
    }

    private mutating func remove(_ number: Int) -> EmbeddingRequest? {
        guard let request = requests.removeValue(forKey: number) else { return nil }
        waitingTokens -= request.waitingTokens
        statistics.waiting -= request.waiting.count
        return request
    }
}
