import HummingbirdCore
import NIOCore

/// Writes the body of an answer piece by piece.
///
/// `@unchecked`: it holds only the channel's writer, which is sendable.
package struct BodyWriter: @unchecked Sendable {
    /// How many bytes are written at once, and so wait at most, besides as many in the connection, for a client that
    /// does not read.
    static let pieceBytes = 64 << 10

    private var writer: any ResponseBodyWriter

    init(_ writer: any ResponseBodyWriter) {
        self.writer = writer
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
                try await writer.write(piece)
                piece = ByteBuffer()
            }
        }
        if piece.readableBytes > 0 { try await writer.write(piece) }
    }

    @concurrent
    package consuming func end() async throws {
        try await writer.finish(nil)
    }
}
