package import Migration

/// What tells of changed rows: the trigger function, and the procedure `paddle_watch_changes` that puts a table under it.
///
/// It comes before the sets whose tables are watched.
package let changeMigrations = MigrationSet(name: "changes", files: migrationFiles)
