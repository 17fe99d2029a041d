import JSONFormat

/// One page of a list, as the result of a tool: the elements under a name of their own, and `next_cursor` where more
/// follow.
///
///     let rows = try await store.memories(of: input.bank, after: input.cursor.position, limit: input.limit + 1)
///     return try Page(rows.map(MemoryOutput.init), limit: input.limit, of: input.cursor) { $0.id }
package struct Page<Element: PageElement>: ToolOutput {
    /// The elements, in the order of the list.
    package var elements: [Element]
    /// The `cursor` of the next page; nil on the last page.
    package var nextCursor: String?

    /// Makes a page of the elements that were found.
    ///
    /// - Parameters:
    ///   - found: Up to `limit + 1` elements: the extra one shows that another page follows.
    ///   - limit: The most elements of a page.
    ///   - cursor: Where this page began.
    ///   - position: The position of an element, after which the next page begins.
    package init<Position>(
        _ found: [Element],
        limit: some BinaryInteger,
        of cursor: Cursor<Position>,
        position: (Element) -> Position
    ) throws {
        elements = Array(found.prefix(Int(limit)))
        if found.count > elements.count, let last = elements.last {
            nextCursor = try cursor.text(after: position(last))
        }
    }

    package static var propertyDescriptions: [String: String] {
        ["nextCursor": "Pass it as cursor to get the next page; absent on the last page."]
    }
}

/// What a ``Page`` can hold.
package protocol PageElement: Codable, Sendable {
    /// The plural on the wire: "memories".
    static var listName: String { get }
}

extension Page {
    private static var elementsKey: AnyCodingKey { AnyCodingKey(stringValue: Element.listName) }
    private static var nextCursorKey: AnyCodingKey { AnyCodingKey(stringValue: "nextCursor") }

    package init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: AnyCodingKey.self)
        elements = try members.decode([Element].self, forKey: Self.elementsKey)
        nextCursor = try members.decodeIfPresent(String.self, forKey: Self.nextCursorKey)
    }

    package func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: AnyCodingKey.self)
        try members.encode(elements, forKey: Self.elementsKey)
        try members.encodeIfPresent(nextCursor, forKey: Self.nextCursorKey)
    }
}
