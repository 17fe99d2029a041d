import HTTPTypes
import HummingbirdCore
import NIOCore

/// The body of a request, in pieces as they arrive. It can be read once.
///
/// Reading throws a problem where the body breaks off, arrives too slowly, or is longer than the route allows.
package struct RequestBodyStream: AsyncSequence, Sendable {
    package typealias Element = [UInt8]

    let body: RequestBody
    let exchange: Exchange
    /// The longest allowed body, in bytes.
    let limit: Int

    package func makeAsyncIterator() -> Iterator {
        Iterator(pieces: body.makeAsyncIterator(), exchange: exchange, limit: limit)
    }

    package struct Iterator: AsyncIteratorProtocol {
        var pieces: RequestBody.AsyncIterator
        let exchange: Exchange
        let limit: Int
        private var count: Int?

        init(pieces: RequestBody.AsyncIterator, exchange: Exchange, limit: Int) {
            self.pieces = pieces
            self.exchange = exchange
            self.limit = limit
        }

        @concurrent
        package mutating func next() async throws(HTTPProblem) -> [UInt8]? {
            if count == nil, let length = exchange.statedLength, length > limit { throw tooLong }
            let piece: ByteBuffer?
            do {
                if count == nil { try await exchange.askForBody() }
                piece = try await pieces.next()
            } catch BrokenRequest.late {
                throw HTTPProblem(.requestTimeout, "The body arrived too slowly", fields: [.connection: "close"])
            } catch {
                throw HTTPProblem(.badRequest, "The body broke off", fields: [.connection: "close"])
            }
            guard let piece else {
                exchange.bodyWasRead()
                return nil
            }
            count = (count ?? 0) + piece.readableBytes
            if let count, count > limit { throw tooLong }
            return Array(buffer: piece)
        }

        private var tooLong: HTTPProblem {
            HTTPProblem(
                .contentTooLarge,
                "The body is longer than \(limit) bytes; send less in one message",
                fields: [.connection: "close"]
            )
        }
    }
}
