package import Migration

/// The schema of the collection `documents`, which vector-store and rag share; each applies it where it is missing.
///
/// It depends on the set `changes`.
package let documentMigrations = MigrationSet(
    name: "documents",
    files: migrationFiles,
    // Of the text that took pgvector from the search path.
    earlierChecksums: [1: ["18ff8d528e82cbeae3b64e82c7660ea7a8b19422340baf9ad055edc6baff3d92"]]
)

/// The channel on which changed documents are announced.
package let documentChangeChannel = "paddle_documents"
