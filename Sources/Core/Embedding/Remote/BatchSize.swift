import Synchronization

/// How many texts one request may hold: what is configured, until the server takes no more than fewer.
final class BatchSize: Sendable {
    private let size: Atomic<Int>

    init(_ size: Int) {
        self.size = Atomic(size)
    }

    /// The most texts of a request.
    var current: Int { size.load(ordering: .relaxed) }

    /// Remembers that the server took this many and not twice as many.
    ///
    /// - Returns: Whether that is news.
    func lower(to taken: Int) -> Bool {
        size.min(taken, ordering: .relaxed).oldValue > taken
    }
}
