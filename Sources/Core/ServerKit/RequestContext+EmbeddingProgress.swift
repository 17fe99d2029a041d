package import Embedding
package import MCP

extension RequestContext {
    /// Reports to the client how many passages are embedded.
    package var embeddingProgress: Embedder.Progress {
        { done, total in progress(Double(done), of: Double(total), message: "embedded \(done) of \(total) passages") }
    }
}
