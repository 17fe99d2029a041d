/// Bounds on what clients may claim over HTTP.
public struct HTTPLimits: Sendable {
    /// The longest body of a request, in bytes.
    public var bodyBytes = 4 << 20
    /// The longest header field, in bytes.
    public var headerFieldBytes = 16 << 10
    /// The longest list of header fields, in bytes.
    public var headerListBytes = 64 << 10
    /// How many header fields a request may have.
    public var headerFields = 100
    /// How many connections may be open; the next ones are closed at once.
    public var connections = 1024
    /// How many requests may be at work; the next ones are told to come back. Streams of events do not count.
    public var requests = 256
    /// How long a new connection may take to send the head of its first request, TLS handshake included.
    public var headerTimeout = Duration.seconds(10)
    /// How long a connection may lie idle between two requests.
    public var idleTimeout = Duration.seconds(75)
    /// How long the body of a request may take.
    public var bodyTimeout = Duration.seconds(30)
    /// How long a client may leave an answer unread that does not fit into the buffers on its way.
    public var writeTimeout = Duration.seconds(120)
    /// How often a stream of events shows that it is alive.
    public var pingInterval = Duration.seconds(15)
    /// How long stopping takes at most. Work may go on for half of it; then it is answered with an error.
    public var shutdown = Duration.milliseconds(800)

    /// The default bounds.
    public init() {}
}
