package import Migration

/// The schema of the collection `documents`, which vector-store and rag share; each applies it where it is missing.
///
/// It depends on the set `changes`.
package let documentMigrations = MigrationSet(name: "documents", files: migrationFiles)

/// The channel on which changed documents are announced.
package let documentChangeChannel = "paddle_documents"
