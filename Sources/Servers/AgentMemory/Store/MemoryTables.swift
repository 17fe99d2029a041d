import Coordination
package import Migration
import Postgres
import Retrieval

/// The schema of banks, memories and conversations. It depends on the sets `changes` and `keywords`.
package let memoryMigrations = MigrationSet(
    name: "memory",
    files: migrationFiles,
    tables: [banks, memories, turns]
        + [EmbeddedTable.memories, .turns].flatMap { [$0.passages.name] + ($0.keywords?.tables ?? []) }
        .map(OwnedTable.init)
        + [
            "memory_recalls", "memory_queries", "memory_distinctions", "conversation_sessions", "session_values",
            "memory_folders", "memory_files", "memory_file_sections", "memory_file_versions",
        ].map {
            OwnedTable(QualifiedName($0))
        }
)

/// The channels on which changes are announced.
enum MemoryChannel {
    static let memories = "paddle_memories"
    static let banks = "paddle_memory_banks"
    static let conversations = "paddle_conversations"
}

/// Into so many parts the banks are shared out, each with an index over its vectors; the migrations make them.
private let bankModulus: Int32 = 16

extension EmbeddedTable {
    /// What is remembered, in banks.
    static let memories: EmbeddedTable = {
        var table = EmbeddedTable(
            QualifiedName("memories"),
            passages: Passages(QualifiedName("memory_passages"), text: "memory_id")
        )
        table.scope = "memory_bank_id"
        table.scopeModulus = bankModulus
        table.keywords = KeywordIndex(prefix: "memory")
        table.filterColumns = [
            FilterColumn("id", .integer), FilterColumn("kind", .text), FilterColumn("subject", .text),
            FilterColumn("attribute", .text), FilterColumn("source", .text),
            FilterColumn("session", .text, column: "session_id"), FilterColumn("importance", .integer),
            FilterColumn("valid_from", .time), FilterColumn("created_at", .time), FilterColumn("updated_at", .time),
        ]
        table.formerModel = "all-MiniLM-L6-v2"
        return table
    }()

    /// The turns of conversations: what was said, with day and speaker.
    static let turns: EmbeddedTable = {
        var table = EmbeddedTable(
            QualifiedName("conversations"),
            passages: Passages(QualifiedName("conversation_passages"), text: "turn_id")
        )
        table.content = "said"
        table.scope = "memory_bank_id"
        table.scopeModulus = bankModulus
        table.keywords = KeywordIndex(prefix: "conversation")
        table.sequence = RowSequence(whole: "conversation_id", position: "turn", windows: 2)
        // lex + lexW + 0.5 den + 0.5 denW, over 3.
        table.hybridWeight = 1.0 / 3
        table.filterColumns = [
            FilterColumn("id", .integer), FilterColumn("session", .text, column: "session_id"),
            FilterColumn("role", .text), FilterColumn("speaker", .text), FilterColumn("created_at", .time),
        ]
        return table
    }()
}

// The earlier servers made these, with timestamps without a time zone.

private let banks: OwnedTable = {
    var table = OwnedTable(QualifiedName("memory_banks"))
    table.adopted = [
        .init("id", "integer"), .init("name", "character varying(255)"), .init("description", "text"),
        .init("created_at", "timestamp with time zone"), .init("updated_at", "timestamp with time zone"),
    ]
    table.newIndexes = ["idx_memory_banks_name"]
    return table
}()

private let memories: OwnedTable = {
    var table = OwnedTable(EmbeddedTable.memories.name)
    table.adopted = [
        .init("id", "integer"), .init("memory_bank_id", "integer"), .init("content", "text"),
        .init("embedding", "vector(384)"), .init("metadata", "jsonb"), .init("importance", "integer"),
        .init("access_count", "integer"), .init("last_accessed", "timestamp with time zone"),
        .init("created_at", "timestamp with time zone"), .init("updated_at", "timestamp with time zone"),
    ]
    table.added = [
        .init("kind", "text"), .init("subject", "text"), .init("attribute", "text"), .init("source", "text"),
        .init("trust", "real"), .init("session_id", "text"), .init("valid_from", "timestamp with time zone"),
        .init("valid_to", "timestamp with time zone"), .init("expires_at", "timestamp with time zone"),
        .init("pinned", "boolean"), .init("confirmations", "integer"), .init("superseded_by", "integer"),
        .init("recorded_at", "timestamp with time zone"), .init("retired_at", "timestamp with time zone"),
        .init("retired_as", "text"), .init("retired_reason", "text"), .init("content_hash", "text"),
        .init("embedding_model", "text"), .init("embedded_length", "integer"),
        .init("embedding_lease", "timestamp with time zone"), .init("embedding_fence", "bigint"),
    ]
    table.sharedIndexes = ["idx_memories_memory_bank_id", "idx_memories_importance", "idx_memories_embedding"]
    table.newIndexes =
        [
            "idx_memories_bank_rows", "idx_memories_content_hash", "idx_memories_subject", "idx_memories_superseded_by",
            "idx_memories_pinned", "idx_memories_metadata", "idx_memories_embedding_model", "idx_memories_to_embed",
            "idx_memory_passages_embedding",
        ] + (0..<bankModulus).map { "idx_memories_embedding_\($0)" }
    return table
}()

private let turns: OwnedTable = {
    var table = OwnedTable(EmbeddedTable.turns.name)
    table.adopted = [
        .init("id", "integer"), .init("session_id", "character varying(255)"),
        .init("role", "character varying(50)"), .init("content", "text"), .init("metadata", "jsonb"),
        .init("created_at", "timestamp with time zone"),
    ]
    table.added = [
        .init("memory_bank_id", "integer"), .init("conversation_id", "integer"), .init("turn", "integer"),
        .init("speaker", "text"), .init("said", "text"), .init("embedding", "vector(384)"),
        .init("embedding_model", "text"), .init("embedded_length", "integer"),
        .init("embedding_lease", "timestamp with time zone"), .init("embedding_fence", "bigint"),
    ]
    table.sharedIndexes = ["idx_conversations_session_id", "idx_conversations_created_at"]
    table.newIndexes =
        [
            "idx_conversations_memory_bank_id", "idx_conversations_embedding_model", "idx_conversations_to_embed",
            "idx_conversation_passages_embedding",
        ] + (0..<bankModulus).map { "idx_conversations_embedding_\($0)" }
    return table
}()
