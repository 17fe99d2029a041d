package import Migration
import Postgres
import Retrieval

/// The schema of the collections of documents, which vector-store and rag share; each applies it where it is missing.
///
/// It depends on the sets `changes` and `keywords`.
package let documentMigrations = MigrationSet(
    name: "documents",
    files: migrationFiles,
    earlierChecksums: [
        // Of the text that took pgvector from the search path.
        1: ["18ff8d528e82cbeae3b64e82c7660ea7a8b19422340baf9ad055edc6baff3d92"],
        // Of the text that made what retrievalMigrations make by now.
        9: ["787d01cbfe107b9166457a182a8d498eae7daeaa98a94aae4bc4332958050cd8"],
    ],
    tables: [documents, OwnedTable(EmbeddedTable.documents.passages.name)]
        + (EmbeddedTable.documents.keywords?.tables ?? []).map(OwnedTable.init)
        + [OwnedTable(QualifiedName("paddle_collections"))]
)

/// The channel on which changed documents are announced.
package let documentChangeChannel = "paddle_documents"

/// The earlier servers made it, without what is added, and with timestamps without a time zone.
private let documents: OwnedTable = {
    var table = OwnedTable(EmbeddedTable.documents.name)
    table.adopted = [
        .init("id", "integer"), .init("title", "text"), .init("content", "text"), .init("embedding", "vector(384)"),
        .init("metadata", "jsonb"), .init("created_at", "timestamp with time zone"),
        .init("updated_at", "timestamp with time zone"),
    ]
    table.added = [
        .init("embedding_model", "text"), .init("embedded_length", "integer"),
        .init("embedding_lease", "timestamp with time zone"), .init("embedding_fence", "bigint"), .init("key", "text"),
    ]
    table.sharedIndexes = ["idx_documents_embedding", "idx_documents_created_at", "idx_documents_metadata"]
    table.newIndexes = [
        "idx_documents_embedding_model", "idx_documents_to_embed", "idx_document_passages_embedding",
        "idx_documents_key",
    ]
    return table
}()
