package import Documents

/// Where documents are imported from, one batch after another.
package protocol ImportSource: Sendable {
    /// What tells this source from all others, so that an import that was interrupted is known again.
    var identity: String { get }
    /// The source in a few words for people.
    var name: String { get }
    /// The model that made the vectors; nil where that is not known, or there are none.
    var model: String? { get }
    /// Of the vectors; nil where there are none.
    var dimensions: Int? { get }
    /// How many documents it holds; nil where that is not known.
    var total: Int? { get }

    /// The documents that follow a place; nil where none do.
    ///
    /// - Parameter position: The place behind the batch before; nil for the beginning.
    func batch(after position: String?) async throws -> ImportBatch?
}

/// Documents that are stored together.
package struct ImportBatch: Sendable {
    /// No two of them have the same key, or the same id.
    package let documents: [WholeDocument]
    /// The place behind them.
    package let position: String
    /// How many more there are before that place that have no text, and so are left out.
    package let withoutText: Int

    package init(_ documents: [WholeDocument], position: String, withoutText: Int = 0) {
        self.documents = documents
        self.position = position
        self.withoutText = withoutText
    }
}
