import HummingbirdCore
import NIOCore

/// Writes the body of an answer piece by piece.
///
/// `@unchecked`: it holds only the channel's writer, which is sendable.
package struct BodyWriter: @unchecked Sendable {
    private var writer: any ResponseBodyWriter

    init(_ writer: any ResponseBodyWriter) {
        self.writer = writer
    }

    /// Sends some bytes; returns when there is room for more.
    @concurrent
    package mutating func write(_ bytes: [UInt8]) async throws {
        try await writer.write(ByteBuffer(bytes: bytes))
    }

    @concurrent
    package consuming func end() async throws {
        try await writer.finish(nil)
    }
}
