package import Migration
import Postgres

/// The table in which imports keep how far they have come.
package let transferMigrations = MigrationSet(
    name: "transfer",
    files: migrationFiles,
    tables: [OwnedTable(ImportLedger.table)]
)
