import Coordination
package import Postgres

/// Names the tables and columns of texts with vectors: a table with one row per text, and one of further passages.
///
/// The vector of a row covers the first passage of its content, its first `embeddedLength` characters. Later passages
/// are in ``passages``. A row whose `embeddedLength` is NULL waits for its vectors.
package struct EmbeddedTable: Sendable, Hashable {
    /// The table of the texts.
    package var name: QualifiedName
    /// `integer` or `bigint`, the primary key.
    package var id = "id"
    /// A text of the caller's own that names a row, if there is one: `text COLLATE "C"`, with a unique index.
    package var key: String?
    /// A short `text` for people, if there is one.
    package var title: String?
    /// The `text` that is embedded.
    package var content = "content"
    /// Facts to filter by: `jsonb`, with a GIN index.
    package var metadata = "metadata"
    /// The columns that a filter may name beside the metadata.
    package var filterColumns: [FilterColumn] = []
    /// What divides the rows into parts that are searched separately, such as `memory_bank_id`; with an index.
    package var scope: String?
    /// Into so many parts the rows are shared out by their scope, an `integer`, modulo this: each has an index over its
    /// vectors of its own. nil for one index over all rows.
    package var scopeModulus: Int32?
    /// `vector`, with an HNSW index for cosine distance.
    package var embedding = "embedding"
    /// Which model made the vector: `text`, with an index.
    package var model = "embedding_model"
    /// How many characters the vector covers: `integer`.
    package var embeddedLength = "embedded_length"
    /// Until when a process may work on the row's vectors: `timestamptz`.
    package var lease = "embedding_lease"
    /// How often the row was claimed for that: `bigint NOT NULL DEFAULT 0`.
    package var fence = "embedding_fence"
    /// The table of the passages after the first.
    package var passages: Passages
    /// The index for keyword search, if it has one.
    package var keywords: KeywordIndex?
    /// The wholes that the rows are parts of, if they follow one another; each is then found by its neighbours, too.
    package var sequence: RowSequence?
    /// What the indexes over its vectors order them by.
    package var distance = VectorDistance.cosine
    /// How much of the score of a hybrid search is by meaning, 0 to 1; the rest is by words.
    package var hybridWeight = 0.5
    /// Whether it belongs to another program, which makes its vectors; it is then only read. Any of its columns but those
    /// of id, content and vector may be missing, and all passages are.
    package var isReadOnly = false
    /// Which model made the vectors that were there before the column `model`, if one did.
    package var formerModel: String?
    /// The `hnsw.ef_search` of a search: 1 to 1,000; nil for what its limit asks for.
    package var efSearch: Int32?
    /// How many lists of an ivfflat index a search looks through: 1 to 32,768; nil for the root of their number.
    package var probes: Int32?
    /// The columns, and the table of passages, that the database at hand lacks.
    var missing: Set<String> = []

    /// A table whose columns have the usual names.
    package init(_ name: QualifiedName, passages: Passages) {
        self.name = name
        self.passages = passages
    }

    /// The table of the passages after the first of each text: one row per passage.
    package struct Passages: Sendable, Hashable {
        /// The table.
        package var name: QualifiedName
        /// The id of the text; deleting the text deletes its passages.
        package var text: String
        /// Which passage of its text it is: `integer`, 1 for the second. Together with `text` the primary key.
        package var ordinal = "ordinal"
        /// Where it begins, in characters: `integer`.
        package var start = "char_start"
        /// Where it ends, in characters: `integer`.
        package var end = "char_end"
        /// `vector NOT NULL`, with an HNSW index for cosine distance.
        package var embedding = "embedding"

        /// A table whose columns have the usual names, except for that of the text's id.
        package init(_ name: QualifiedName, text: String) {
            self.name = name
            self.text = text
        }
    }
}

extension EmbeddedTable {
    /// Rows that wait for their vectors, as work shared between processes.
    var workLease: WorkLease { WorkLease(table: name, id: id, until: lease, fence: fence) }
}
