import HTTP
import Synchronization

/// What the server remembers of one connected client: only what affects its answers.
final class ClientState: Sendable {
    /// What is known of a client from the start.
    struct Origin: Sendable {
        /// Who it is.
        var caller = Caller.local
        /// Whether notifications reach it outside of a request.
        var canBePushed = false
        /// The trace that its transport states; a trace in a message takes precedence.
        var trace: TraceContext?
        /// What its endpoint is for alone.
        var scope: EndpointScope?
    }

    let origin: Origin
    private let negotiated = Mutex<ProtocolRevision?>(nil)
    private let minimumLogLevel = Mutex(LogLevel.info)
    /// What a client of the revisions with a handshake subscribed to; it is notified outside of any request.
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
