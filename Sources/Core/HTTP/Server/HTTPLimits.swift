/// Limits for clients over HTTP.
package struct HTTPLimits: Sendable {
    /// The longest body of a request, in bytes.
    package var bodyBytes = 16 << 20
    /// The longest header field, in bytes.
    package var headerFieldBytes = 16 << 10
    /// The longest list of header fields, in bytes.
    package var headerListBytes = 64 << 10
    /// How many header fields a request may have.
    package var headerFields = 100
    /// How many connections may be open; the next ones are closed at once.
    package var connections = 1024
    /// How many requests may be in progress; further ones are told to come back. Streams of events do not count.
    package var requests = 256
    /// How long a new connection may take to send the head of its first request, TLS handshake included.
    package var headerTimeout = Duration.seconds(10)
    /// How long a connection may be idle between two requests.
    package var idleTimeout = Duration.seconds(75)
    /// How long the body of a request may take.
    package var bodyTimeout = Duration.seconds(30)
    /// How long a client may leave an answer unread that does not fit into the buffers.
    package var writeTimeout = Duration.seconds(120)
    /// How often a stream of events shows that it is alive.
    package var pingInterval = Duration.seconds(15)
    /// How long stopping takes at most. Work may go on for half of it; then it is answered with an error.
    package var shutdown = Duration.milliseconds(800)

    /// The default bounds.
    package init() {}
}
