package import Migration

/// The announcement of changed rows: the trigger function, and the procedure `paddle_watch_changes` that attaches it.
///
/// It is applied before the sets whose tables are watched.
package let changeMigrations = MigrationSet(name: "changes", files: migrationFiles)
