import Async
import Postgres
package import Retrieval

extension Check {
    /// For a server that embeds: whether the stored vectors come from the configured model, and none are missing.
    package static func storedVectors(of tables: EmbeddedTable...) -> Check {
        Check(
            "stored vectors",
            on: ["migrations", "model"],
            remedy: "set EMBEDDING_MODEL to the model that made them, or use another database"
        ) { surroundings in
            for table in tables {
                let store = try await EmbeddedTableStore(table, pool: surroundings.database.value())
                _ = try await EmbeddedCollection(store: store, embedder: surroundings.embedder.value())
                if try await store.hasBacklog() {
                    return .warning(
                        "some \(table.name) are still waiting for their vectors, and are not found by meaning",
                        remedy: "start a server without READ_ONLY, which embeds them"
                    )
                }
            }
            return .ok("all of this model")
        }
    }
}
