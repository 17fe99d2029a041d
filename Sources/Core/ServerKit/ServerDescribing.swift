package import MCP

/// A server with more to tell its clients than what ``PaddleServer`` asks for.
package protocol ServerDescribing: PaddleServer {
    /// Adds what only this server declares.
    func complete(_ description: inout ServerDescription)
}
