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
    /// How many connections may be open, or fewer where the system's limit of open files is too low. The next ones wait
    /// until others close, as those do that have been idle for longest.
    package var connections = 1024
    /// How many connections one address of another machine may have, or one network of IPv6 addresses (a /64); further
    /// ones are closed at once.
    package var connectionsPerAddress = 256
    /// How many requests may be sending their bodies; further ones are told to come back. Where tokens tell callers
    /// apart, one caller may have a quarter of them.
    package var bodies = 1024
    /// How many requests may be in progress, from the end of the body to the beginning of the answer; further ones are
    /// told to come back. Streams of events do not count. Where tokens tell callers apart, one caller may have half of
    /// them.
    package var requests = 256
    /// How many streams of events may be open, which stay for days; further ones are told to come back. Where tokens tell
    /// callers apart, one caller may have a quarter of them.
    package var streams = 512
    /// How long a new connection may take to send the head of its first request, TLS handshake included, and how long
    /// a later head may take once it has begun.
    package var headerTimeout = Duration.seconds(10)
    /// How long a connection may be idle between two requests; also HTTP/2, whatever frames come meanwhile.
    package var idleTimeout = Duration.seconds(75)
    /// How long the body of a request may take.
    package var bodyTimeout = Duration.seconds(30)
    /// How long a client may leave an answer unread that does not fit into the buffers, all pauses taken together.
    package var writeTimeout = Duration.seconds(120)
    /// How long an HTTP/2 client with a request in progress may say nothing before it is asked, by a PING, whether it is
    /// still there.
    package var keepaliveInterval = Duration.seconds(30)
    /// How long it may take to say so.
    package var keepaliveTimeout = Duration.seconds(20)
    /// How often a stream of events shows that it is alive.
    package var pingInterval = Duration.seconds(15)
    /// How long stopping takes at most. Work may go on for half of it; then it is answered with an error.
    package var shutdown = Duration.milliseconds(800)

    /// The default bounds.
    package init() {}
}
