import Synchronization

/// The subscriptions that one client has open on one pipe, told apart by the ids of their requests.
final class PipeSubscriptions: Sendable {
    /// The subscriptions to be served, each in a task of its own that ends with ``ended(_:)``.
    let starts: AsyncStream<Listen>

    private let open = Mutex<[RequestID: Listen]>([:])
    private let continuation: AsyncStream<Listen>.Continuation

    init() {
        (starts, continuation) = AsyncStream.makeStream()
    }

    /// A second subscription of the same id takes the place of the first.
    func add(_ listen: Listen) {
        let replaced = open.withLock { $0.updateValue(listen, forKey: listen.id) }
        replaced?.subscriber.end(gracefully: false)
        continuation.yield(listen)
    }

    /// Ends a subscription because the client asked for it: without an answer.
    func cancel(_ id: RequestID) {
        open.withLock { $0.removeValue(forKey: id) }?.subscriber.end(gracefully: false)
    }

    /// Ends all of them, each with its answer, and takes no more.
    func close() {
        for listen in open.withLock({ Array($0.values) }) { listen.subscriber.end(gracefully: true) }
        continuation.finish()
    }

    /// - Returns: Whether the subscription was still open, so that an answer may be sent.
    func ended(_ listen: Listen) -> Bool {
        open.withLock { open in
            guard open[listen.id]?.subscriber === listen.subscriber else { return false }
            open[listen.id] = nil
            return true
        }
    }
}
