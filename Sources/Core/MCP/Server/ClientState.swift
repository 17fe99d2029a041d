import HTTP
import Synchronization

/// What the server remembers of one connected client: only what shapes its answers.
final class ClientState: Sendable {
    /// What a client is, from the start.
    struct Origin: Sendable {
        /// Who it is.
        var caller = Caller.local
        /// Whether notifications reach it outside of a request.
        var canBePushed = false
        /// The trace its transport tells of; what a message says itself goes before.
        var trace: TraceContext?
    }

    let origin: Origin
    private let negotiated = Mutex<ProtocolRevision?>(nil)
    private let minimumLogLevel = Mutex(LogLevel.info)
    /// What a client of the revisions with a handshake subscribed to, which it is told outside of any request.
    let subscriber: Subscriber?

    init(_ origin: Origin = Origin(), subscriber: Subscriber? = nil) {
        self.origin = origin
        self.subscriber = subscriber
    }

    /// The revision of the last handshake, or nil before one.
    var revision: ProtocolRevision? {
        get { negotiated.withLock { $0 } }
        set { negotiated.withLock { $0 = newValue } }
    }

    /// The least level of log messages the client wants, in the revisions in which it sets one.
    var logLevel: LogLevel {
        get { minimumLogLevel.withLock { $0 } }
        set { minimumLogLevel.withLock { $0 = newValue } }
    }
}
