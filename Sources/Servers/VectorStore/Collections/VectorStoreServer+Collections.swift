import MCP
import ServerKit

extension VectorStoreServer {
    /// The tools of the toolset `collections` that look after the vectors.
    var indexTools: [any ToolHandler] {
        [
            ManageIndex(documents: documents, resources: serverResources).handler,
            MeasureRecall(documents: documents).handler,
            FindDuplicates(documents: documents).handler,
            ReembedCollection(
                documents: documents,
                reembedding: reembedding,
                load: serverResources.embedder(named:)
            ).handler,
        ]
    }
}
