package import Migration

/// The schema of the collection `documents`, which vector-store and rag share; each applies it where it is missing.
///
/// It stands on the set `changes`.
package let documentMigrations = MigrationSet(name: "documents", files: migrationFiles)

/// The channel on which changed documents are told.
package let documentChangeChannel = "paddle_documents"
