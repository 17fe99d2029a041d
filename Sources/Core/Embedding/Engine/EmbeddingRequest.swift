/// One call that waits for its vectors. The lock of its queue protects it.
final class EmbeddingRequest {
    typealias Answer = CheckedContinuation<[[Float]], any Error>

    /// The requested rows, without duplicates.
    let rows: [[Int32]]
    /// The row of each text.
    private let owners: [Int]
    private let copies: [Int]
    private let progress: Embedder.Progress?
    private let answer: Answer
    private var vectors: [[Float]?]
    private var done = 0
    private var left: Int

    /// Rows not yet handed out, by ascending length.
    private(set) var waiting: ArraySlice<Int> = []
    private(set) var waitingTokens = 0

    init(_ texts: [[Int32]], progress: Embedder.Progress?, answer: Answer) {
        var known: [[Int32]: Int] = [:]
        var rows: [[Int32]] = []
        var owners: [Int] = []
        var copies: [Int] = []
        for tokens in texts {
            if let row = known[tokens] {
                owners.append(row)
                copies[row] += 1
            } else {
                known[tokens] = rows.count
                owners.append(rows.count)
                copies.append(1)
                rows.append(tokens)
            }
        }
        self.rows = rows
        self.owners = owners
        self.copies = copies
        self.progress = progress
        self.answer = answer
        vectors = Array(repeating: nil, count: rows.count)
        left = rows.count
    }

    /// Looks every row up with `find`; rows that it does not find wait.
    func admit(_ find: ([Int32]) -> [Float]?) {
        var missing: [Int] = []
        for row in rows.indices {
            if let vector = find(rows[row]) {
                finish(row, vector)
            } else {
                missing.append(row)
                waitingTokens += rows[row].count
            }
        }
        missing.sort { rows[$0].count < rows[$1].count }
        waiting = missing[...]
    }

    /// Hands out up to `count` of the rows that wait.
    func take(_ count: Int) -> ArraySlice<Int> {
        let taken = waiting.prefix(count)
        waiting = waiting.dropFirst(count)
        for row in taken { waitingTokens -= rows[row].count }
        return taken
    }

    func finish(_ row: Int, _ vector: [Float]) {
        guard vectors[row] == nil else { return }
        vectors[row] = vector
        left -= 1
        done += copies[row]
    }

    var isComplete: Bool { left == 0 }

    /// What to report after some rows are done, once no lock is held.
    func report() -> (@Sendable () -> Void)? {
        guard let progress else { return nil }
        let done = done
        let total = owners.count
        return { progress(done, total) }
    }

    /// The answer of a complete request, to be delivered once no lock is held.
    func succeed() -> (@Sendable () -> Void) {
        let answer = answer
        let computed = owners.compactMap { vectors[$0] }
        return { answer.resume(returning: computed) }
    }

    func fail(_ error: any Error) -> (@Sendable () -> Void) {
        let answer = answer
        return { answer.resume(throwing: error) }
    }
}
