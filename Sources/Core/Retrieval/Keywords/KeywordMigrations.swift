package import Migration
import Postgres

/// The keyword index: how a text becomes lexemes, and the procedure `paddle_keep_keywords` that puts a table under it.
///
/// It is applied before the sets whose tables are searched by keywords.
package let keywordMigrations = MigrationSet(
    name: "keywords",
    files: migrationFiles,
    tables: [OwnedTable(KeywordIndex.registry), OwnedTable(QualifiedName("paddle_copied_texts"))]
)
