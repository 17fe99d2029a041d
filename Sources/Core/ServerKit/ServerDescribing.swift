package import MCP

/// A server that declares more to its clients than ``PaddleServer`` asks for.
package protocol ServerDescribing: PaddleServer {
    /// Adds what only this server declares.
    func complete(_ description: inout ServerDescription)
}
