import HummingbirdCore
import NIOCore

/// Writes the body of an answer piece by piece.
///
/// `@unchecked`: it holds only the channel's writer, which is sendable.
package struct BodyWriter: @unchecked Sendable {
    /// How many bytes are written at once, and so wait at most, besides as many in the connection, for a client that
    /// does not read.
    static let pieceBytes = 64 << 10

    /// How many bytes may be on their way to the connection.
    private static let unsettledBytes = 256 << 10

    private var writer: any ResponseBodyWriter
    private let eventLoop: any EventLoop
    private var unsettled = 0

    /// - Parameter eventLoop: That of the connection.
    init(_ writer: any ResponseBodyWriter, on eventLoop: any EventLoop) {
        self.writer = writer
        self.eventLoop = eventLoop
    }

    /// Sends some bytes; returns when there is room for more.
    @concurrent
    package mutating func write(_ bytes: [UInt8]) async throws {
        try await write(parts: [bytes[...]])
    }

    /// Sends the parts one after the other; returns when there is room for more.
    @concurrent
    mutating func write(parts: [ArraySlice<UInt8>]) async throws {
        var piece = ByteBuffer()
        for part in parts {
            var rest = part
            while !rest.isEmpty {
                let next = rest.prefix(Self.pieceBytes - piece.readableBytes)
                piece.writeBytes(next)
                rest = rest.dropFirst(next.count)
                guard piece.readableBytes == Self.pieceBytes else { break }
                try await send(piece)
                piece = ByteBuffer()
            }
        }
        if piece.readableBytes > 0 { try await send(piece) }
    }

    /// The connection takes bytes on its event loop, and only then knows whether the client reads: until it is asked,
    /// whoever writes could run ahead of it by a whole body.
    @concurrent
    private mutating func send(_ piece: ByteBuffer) async throws {
        try await writer.write(piece)
        unsettled += piece.readableBytes
        guard unsettled >= Self.unsettledBytes else { return }
        unsettled = 0
        try await eventLoop.submit {}.get()
    }

    @concurrent
    package consuming func end() async throws {
        try await writer.finish(nil)
    }
}
