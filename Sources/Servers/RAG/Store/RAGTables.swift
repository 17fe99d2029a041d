package import Migration
import Postgres
import Retrieval

/// The schema of sources, chunks, sessions and questions. It depends on the sets `changes`, `keywords` and `documents`.
package let ragMigrations = MigrationSet(
    name: "rag",
    files: migrationFiles,
    tables: [sessions, queries]
        + [EmbeddedTable.chunks, .formerChunks].flatMap { table in
            [table.name, table.passages.name] + (table.keywords?.tables ?? [])
        }.map(OwnedTable.init)
        + [
            "source_folders", "document_sources", "document_versions", "judgement_sets", "judgements", "judged_parts",
        ].map { OwnedTable(QualifiedName($0)) }
)

extension EmbeddedTable {
    /// The chunks of documents, each found by its neighbours, too.
    static let chunks: EmbeddedTable = {
        var table = EmbeddedTable(
            QualifiedName("document_chunks"),
            passages: Passages(QualifiedName("document_chunk_passages"), text: "chunk_id")
        )
        table.keywords = KeywordIndex(prefix: "document_chunk")
        table.sequence = RowSequence(whole: "document_id", position: "ordinal", windows: 1, 2)
        table.hybridWeight = chunkWeight
        table.filterColumns =
            chunkColumns + [
                FilterColumn("valid_from", .time, of: QualifiedName("document_sources"), by: "document_id")
            ]
        return table
    }()

    /// The chunks that documents had before their texts changed.
    static let formerChunks: EmbeddedTable = {
        var table = EmbeddedTable(
            QualifiedName("document_version_chunks"),
            passages: Passages(QualifiedName("document_version_chunk_passages"), text: "chunk_id")
        )
        table.keywords = KeywordIndex(prefix: "document_version_chunk")
        table.sequence = RowSequence(whole: "version_id", position: "ordinal", windows: 1, 2)
        table.hybridWeight = chunkWeight
        table.filterColumns = chunkColumns + [FilterColumn("valid_from", .time), FilterColumn("valid_to", .time)]
        return table
    }()

    /// lex + lexW + 0.5 den + 0.5 denW, over 3.
    private static let chunkWeight = 1.0 / 3
    private static let chunkColumns = [
        FilterColumn("source", .integer, column: "document_id"), FilterColumn("page", .integer),
        FilterColumn("added_at", .time),
    ]
}

// The earlier servers made these, with timestamps without a time zone.

private let sessions: OwnedTable = {
    var table = OwnedTable(QualifiedName("rag_sessions"))
    table.adopted = [
        .init("id", "integer"), .init("session_id", "character varying(255)"), .init("context", "text"),
        .init("created_at", "timestamp with time zone"), .init("updated_at", "timestamp with time zone"),
    ]
    table.added = [.init("title", "text")]
    table.sharedIndexes = ["idx_rag_sessions_session_id"]
    return table
}()

private let queries: OwnedTable = {
    var table = OwnedTable(QualifiedName("rag_queries"))
    table.adopted = [
        .init("id", "integer"), .init("session_id", "integer"), .init("query_text", "text"),
        .init("context_used", "text"), .init("response", "text"), .init("metadata", "jsonb"),
        .init("created_at", "timestamp with time zone"),
    ]
    table.added = [
        .init("answered_by", "text"), .init("abstained", "boolean"), .init("model", "text"),
        .init("prompt_tokens", "integer"), .init("completion_tokens", "integer"), .init("duration_ms", "real"),
        .init("trace", "jsonb"), .init("rating", "smallint"), .init("rating_comment", "text"),
        .init("rated_at", "timestamp with time zone"),
    ]
    table.sharedIndexes = ["idx_rag_queries_session_id", "idx_rag_queries_created_at"]
    return table
}()
