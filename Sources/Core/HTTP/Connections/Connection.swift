import NIOCore
import Synchronization

/// One open connection, as every thread may see it.
final class Connection: Sendable {
    /// What its ``ConnectionGuard`` is told to do.
    enum Order: Sendable {
        /// End it, in good order, unless a request is in progress.
        case endIfIdle
        /// Close it at once.
        case close
    }

    let channel: any Channel
    let peer: PeerAddress?
    /// When it became idle, in nanoseconds; 0 while a request is in progress.
    private let idleNanoseconds: Atomic<UInt64>

    init(_ channel: any Channel, from peer: PeerAddress?) {
        self.channel = channel
        self.peer = peer
        idleNanoseconds = Atomic(NIODeadline.now().uptimeNanoseconds)
    }

    /// Since when no request has been in progress; nil while one is.
    var idleSince: NIODeadline? {
        get {
            let time = idleNanoseconds.load(ordering: .relaxed)
            return time == 0 ? nil : .uptimeNanoseconds(time)
        }
        set { idleNanoseconds.store(newValue?.uptimeNanoseconds ?? 0, ordering: .relaxed) }
    }

    func order(_ order: Order) {
        channel.pipeline.fireUserInboundEventTriggered(order)
    }
}
