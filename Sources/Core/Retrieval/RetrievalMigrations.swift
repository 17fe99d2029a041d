package import Migration
import Postgres

/// What embedded tables share: the keyword index (how a text becomes lexemes, and the procedure `paddle_keep_keywords` that
/// puts a table under it), and the procedures that have another model embed a table again.
///
/// It is applied before the sets whose tables are embedded. The ledger has it as `keywords`, which it began with.
package let retrievalMigrations = MigrationSet(
    name: "keywords",
    files: migrationFiles,
    tables: [KeywordIndex.registry, QualifiedName("paddle_copied_texts"), QualifiedName("paddle_reembeddings")]
        .map(OwnedTable.init)
)
