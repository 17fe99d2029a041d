import TestSupport
import Testing

extension MCPClient {
    /// Stores a text under a key, and returns what became of it.
    @discardableResult
    func add(_ content: String, as key: String, _ more: JSONValue = [:]) async throws -> JSONValue {
        var arguments = more
        arguments["content"] = .string(content)
        arguments["key"] = .string(key)
        return try await value("add_document", arguments)
    }

    /// Stores a text and returns its id.
    func source(_ content: String, _ more: JSONValue = [:]) async throws -> JSONValue {
        try #require(try await add(content, as: RAGSpecification.uniqueName(), more)["id"])
    }

    /// The passages that are found in some sources, best first.
    func passages(_ query: String, in sources: [JSONValue], _ more: JSONValue = [:]) async throws -> [JSONValue] {
        var arguments = more
        arguments["query"] = .string(query)
        arguments["source_ids"] = .array(sources)
        return try #require(try await value("search_documents", arguments)["hits"]?.array)
    }

    /// The text of a source from one character to another.
    func text(of source: JSONValue, _ range: JSONValue) async throws -> String {
        let start = try #require(range["start"]?.int)
        let end = try #require(range["end"]?.int)
        let part: JSONValue = ["id": source, "offset": .int(start), "length": .int(end - start)]
        return try #require(try await value("get_source", part)["content"]?.string)
    }
}

/// A text with sections, a table, a list and code, of which each says something else.
let handbook = """
    # Kiln handbook

    The kiln stands in the north hall and holds forty bricks of fire clay.

    ## Firing

    Porcelain is fired at 1280 degrees for nine hours. Earthenware needs 1060 degrees and only six hours.
    Never open the lid above 200 degrees, because the glaze would craze.

    ## Cleaning

    - Vacuum the floor of the kiln after every tenth firing.
    - Replace the thermocouple once a year, in January.

    ## Prices

    | Clay | Price a kilogram |
    | --- | --- |
    | Porcelain | 3.20 euros |
    | Earthenware | 0.90 euros |

    ## Control

    ```python
    def start(program):
        controller.load(program)
        controller.run()
    ```
    """

extension String {
    func replacingOnce(_ part: String, with other: String) -> String {
        guard let range = firstRange(of: part) else { return self }
        return replacingCharacters(range, other)
    }

    private func replacingCharacters(_ range: Range<String.Index>, _ other: String) -> String {
        String(self[..<range.lowerBound]) + other + String(self[range.upperBound...])
    }
}
