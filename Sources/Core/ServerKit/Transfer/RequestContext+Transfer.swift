package import MCP

extension RequestContext {
    /// Reports to the client how far an export or an import is.
    ///
    /// - Parameters:
    ///   - done: What is done with the things: "exported".
    ///   - things: In the plural: "documents".
    package func transferProgress(_ done: String, _ things: String) -> @Sendable (_ done: Int, _ total: Int?) -> Void {
        { count, total in
            progress(
                Double(count),
                of: total.map(Double.init),
                message: "\(done) \(count)\(total.map { " of \($0)" } ?? "") \(things)"
            )
        }
    }
}
