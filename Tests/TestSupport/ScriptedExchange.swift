import NIOCore

/// One request to a ``ScriptedServer``, to be answered as a test likes.
package final class ScriptedExchange {
    /// Which request it is, from 1.
    package let number: Int
    package let request: ScriptedRequest
    private var inbound: AsyncStream<ByteBuffer>.Iterator
    private let channel: any Channel

    init(
        _ number: Int,
        _ request: ScriptedRequest,
        _ inbound: AsyncStream<ByteBuffer>.Iterator,
        _ channel: any Channel
    ) {
        self.number = number
        self.request = request
        self.inbound = inbound
        self.channel = channel
    }

    /// Sends bytes as they are, and waits until the system has taken them.
    package func send(_ bytes: some Sequence<UInt8>) async throws {
        let (channel, buffer) = (channel, ByteBuffer(bytes: bytes))
        try await withTaskCancellationHandler {
            try await channel.writeAndFlush(buffer).get()
        } onCancel: {
            // A client that reads no more would hold up the end of the test.
            channel.close(promise: nil)
        }
    }

    /// Sends a text as it is.
    package func send(_ text: String) async throws { try await send(text.utf8) }

    /// A whole answer.
    package func answer(_ status: String = "200 OK", _ body: String, fields: String...) async throws {
        let fields = ["Content-Length: \(body.utf8.count)", "Connection: close"] + fields
        try await send("HTTP/1.1 \(status)\r\n\(fields.joined(separator: "\r\n"))\r\n\r\n\(body)")
    }

    /// The head of a stream, whose pieces ``chunk(_:)-(String)`` sends.
    package func begin(_ type: String = "text/event-stream") async throws {
        try await send(
            "HTTP/1.1 200 OK\r\nContent-Type: \(type)\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
        )
    }

    /// One piece of a stream, which reaches the reader by itself.
    package func chunk(_ bytes: [UInt8]) async throws {
        try await send(Array("\(String(bytes.count, radix: 16))\r\n".utf8) + bytes + Array("\r\n".utf8))
    }

    /// One piece of a stream, which reaches the reader by itself.
    package func chunk(_ text: String) async throws { try await chunk(Array(text.utf8)) }

    /// One piece after the other, until the client has hung up.
    ///
    /// - Returns: False where the test ends before.
    package func chunks(_ text: String) async -> Bool {
        do {
            while true { try await chunk(text) }
        } catch {
            return !Task.isCancelled
        }
    }

    /// The end of a stream.
    package func end() async throws { try await send("0\r\n\r\n") }

    /// Waits until the client has hung up.
    ///
    /// - Returns: False where the test ends before.
    package func untilClosed() async -> Bool {
        while await inbound.next(isolation: #isolation) != nil {}
        return !Task.isCancelled
    }
}
