import JSONFormat
import Postgres
import Retrieval

/// A chunk as it is stored.
struct ChunkRow: Sendable {
    let id: Int64
    let document: Int32
    /// The version of the text that it is of; nil for the present one.
    let version: Int32?
    /// Its place in the document, from 0.
    let ordinal: Int32
    /// What was embedded and is searched.
    let content: String
    /// Where it is in the text of the document, in characters.
    let range: Range<Int32>
    /// What a reader would want whole around it.
    let parent: Range<Int32>
    /// The headings above it, the outermost first.
    let headings: [String]
    let page: Int32?
    let tokens: Int32

    /// What ``init(_:)`` reads of a row `c`.
    ///
    /// - Parameter isFormer: Whether it is of a former text.
    static func columns(isFormer: Bool) -> SQL {
        """
        c.id, c.document_id, \(fragment: isFormer ? "c.version" : "NULL::pg_catalog.int4"), c.ordinal, c.content, c.char_start, c.char_end, c.parent_start, c.parent_end, c.headings, c.page,
        c.tokens
        """
    }

    init(_ row: PostgresRow) throws {
        let (id, document, version, ordinal, content, start, end, parentStart, parentEnd, headings, page, tokens) =
            try row.decode(
                (Int64, Int32, Int32?, Int32, String, Int32, Int32, Int32, Int32, JSONText, Int32?, Int32).self
            )
        self.id = id
        self.document = document
        self.version = version
        self.ordinal = ordinal
        self.content = content
        range = start..<max(start, end)
        parent = parentStart..<max(parentStart, parentEnd)
        self.headings = headings.strings
        self.page = page
        self.tokens = tokens
    }
}

extension JSONText {
    /// An array of strings.
    init(strings: [String]) { self.init(.array(strings.map(JSON.string))) }

    /// The strings of an array.
    var strings: [String] {
        guard case .array(let items)? = try? JSON(parsing: Array(text.utf8)) else { return [] }
        return items.compactMap(\.stringValue)
    }
}
