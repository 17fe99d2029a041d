import NIOCore
import TestSupport

/// The client's end of an HTTP/2 connection that sends the frames a test wants, and acknowledges nothing by itself.
struct RawHTTP2Connection {
    struct Frame {
        var type: UInt8
        var flags: UInt8 = 0
        var stream: UInt32 = 0
        var payload: [UInt8] = []

        static let (data, headers, reset, settings, ping, goAway): (UInt8, UInt8, UInt8, UInt8, UInt8, UInt8) =
            (0, 1, 3, 4, 6, 7)

        var isAcknowledgement: Bool { flags & 1 == 1 }

        /// HEADERS that are the whole of a GET.
        static func get(_ path: String, stream: UInt32, port: Int, flags: UInt8 = 5) -> Frame {
            let authority = "localhost:\(port)"
            // GET, https; path and authority as literals that are not indexed.
            let block =
                [0x82, 0x87, 0x04, UInt8(path.utf8.count)] + path.utf8 + [0x01, UInt8(authority.utf8.count)]
                + authority.utf8
            return Frame(type: headers, flags: flags, stream: stream, payload: block)
        }

        /// The setting SETTINGS_INITIAL_WINDOW_SIZE.
        static func window(_ size: UInt32) -> Frame {
            Frame(type: settings, payload: [0, 4] + size.bytes)
        }
    }

    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var received = ByteBuffer()

    /// Opens a connection, and closes it after the body.
    static func with<R: Sendable>(
        port: Int,
        settings: Frame = Frame(type: Frame.settings),
        _ body: (inout RawHTTP2Connection) async throws -> R
    ) async throws -> R {
        let channel = try await TLSChannel.connect(port: port, protocols: ["h2"])
        return try await channel.executeThenClose { inbound, outbound in
            var connection = RawHTTP2Connection(inbound: inbound.makeAsyncIterator(), outbound: outbound)
            try await outbound.write(ByteBuffer(string: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"))
            try await connection.send(settings)
            return try await body(&connection)
        }
    }

    func send(_ frame: Frame) async throws {
        var bytes = ByteBuffer(bytes: UInt32(frame.payload.count).bytes.dropFirst())
        bytes.writeBytes([frame.type, frame.flags])
        bytes.writeBytes(frame.stream.bytes)
        bytes.writeBytes(frame.payload)
        try await outbound.write(bytes)
    }

    /// The next frame; nil when the server has closed the connection.
    mutating func next() async throws -> Frame? {
        while true {
            if let head = received.getBytes(at: received.readerIndex, length: 9) {
                let length = head[..<3].reduce(0) { $0 << 8 | Int($1) }
                if received.readableBytes >= 9 + length {
                    received.moveReaderIndex(forwardBy: 9)
                    let stream = head[5...].reduce(0) { $0 << 8 | UInt32($1) }
                    let payload = received.readBytes(length: length) ?? []
                    return Frame(type: head[3], flags: head[4], stream: stream, payload: payload)
                }
            }
            do {
                guard var bytes = try await inbound.next(isolation: #isolation) else { return nil }
                received.writeBuffer(&bytes)
            } catch {
                // Without a farewell of TLS.
                return nil
            }
        }
    }

    /// The next frame of a type.
    mutating func next(_ type: UInt8) async throws -> Frame {
        while let frame = try await next() {
            if frame.type == type { return frame }
        }
        throw TestSupportError("the server closed the connection without a frame of type \(type)")
    }

    mutating func untilClosed() async throws {
        while try await next() != nil {}
    }
}

extension UInt32 {
    /// In the order of the network.
    fileprivate var bytes: [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: self >> (24 - 8 * $0)) } }
}
