import Cryptography
import FoundationEssentials
package import JSONFormat

/// A place between two pages of a list, opaque to clients.
///
///     struct Input: ToolInput {
///         @Argument("Which bank.") var bank: String
///         @Argument("How many memories to return.", .range(1...100)) var limit: Int32 = 10
///         @Argument("The next_cursor of the previous page; leave it out for the first page.")
///         var cursor = Cursor<Int32>()
///     }
///
/// It holds a position and a fingerprint of what was asked: given with other arguments (`limit` aside) it is refused.
/// It is checked but not signed, so that another process can continue where one stopped. A position must therefore hold
/// no secret and grant nothing: a client that makes one up reads only what the list shows anyway.
package struct Cursor<Position: Codable & Sendable>: Sendable {
    /// Where the previous page ended; nil for the first page.
    package let position: Position?

    private let query: ListQuery

    /// The beginning of the list that `query` asks for.
    init(startOf query: ListQuery) {
        position = nil
        self.query = query
    }

    /// Reads what ``text(after:)`` wrote.
    init(_ text: String, for query: ListQuery) throws(CursorError) {
        guard let bytes = Base64URL.decode(text.utf8), bytes.count > Self.headerSize,
            bytes[0] == Self.version
        else { throw .unknown }
        let asked = bytes[1..<Self.checkOffset]
        let position = bytes[Self.headerSize...]
        guard bytes[Self.checkOffset..<Self.headerSize].elementsEqual(Self.check(asked + position)),
            let position = try? JSONDecoder().decode(Position.self, from: Data(position))
        else { throw .unknown }
        guard asked.elementsEqual(query.fingerprint) else { throw .otherQuery }
        self.position = position
        self.query = query
    }

    /// The cursor of the page that begins after `position`.
    package func text(after position: Position) throws -> String {
        let encoded = try Array(JSONEncoder().encode(position))
        let check = Self.check(query.fingerprint + encoded)
        return Base64URL.encode([Self.version] + query.fingerprint + check + encoded)
    }

    // One byte for the version, the fingerprint, a checksum of all the rest, the position as JSON.
    private static var version: UInt8 { 1 }
    private static var checkSize: Int { 8 }
    private static var checkOffset: Int { 1 + ListQuery.fingerprintSize }
    private static var headerSize: Int { checkOffset + checkSize }

    private static func check(_ bytes: some Sequence<UInt8>) -> some Sequence<UInt8> {
        HashFunction.sha256.hash(Array(bytes)).bytes.prefix(checkSize)
    }
}

/// A text is not the cursor that was expected.
enum CursorError: Error {
    /// No page returned it.
    case unknown
    /// A page returned it for other arguments.
    case otherQuery
}

extension Cursor: ArgumentValue {
    /// The beginning of a list; the other arguments say which list.
    package init() {
        self.init(startOf: ListQuery(list: ""))
    }

    /// The text of ``Page/nextCursor``.
    package static func coding(_ rules: ArgumentRules) throws(ToolDeclarationError) -> ArgumentCoding<Cursor> {
        guard rules.depth == 0 else { throw ToolDeclarationError("a cursor must be an argument of its own") }
        let expectation = "the next_cursor of the previous page"
        return ArgumentCoding(
            schema: ["type": "string"],
            expectation: expectation,
            example: "",
            absent: { Cursor(startOf: $0) }
        ) { json, report in
            guard case .string(let text) = json, let query = report.listQuery else { return nil }
            // Models fill in arguments that they could leave out.
            if text.isEmpty, report.decoding == .lenient { return Cursor(startOf: query) }
            do throws(CursorError) {
                return try Cursor(text, for: query)
            } catch {
                // The schema allows any text.
                report.kind = .invalid
                switch error {
                case .unknown:
                    report.unexpected(json, expected: "\(expectation); leave it out for the first page")
                case .otherQuery:
                    report.add(
                        "belongs to other arguments: repeat the previous page's, or leave it out for the first page"
                    )
                }
                return nil
            }
        }
    }

    /// None: a default cursor would mean nothing to a client.
    package var json: JSON? { nil }
}
