/// A route to a tool that takes many items: NDJSON, one item a line, which the tool gets in batches, and one outcome a
/// line in the answer.
public struct RESTBulkRoute: Sendable {
    let path: String
    let tool: String
    let items: String
    let results: String
    let arguments: [String: Bool]

    /// Binds `POST` and a path to a tool.
    ///
    /// - Parameters:
    ///   - path: A template; its variables are arguments of the tool.
    ///   - tool: The tool's name. Where it is not shown, there is no such route.
    ///   - items: The argument that takes the items.
    ///   - results: The member of the tool's answer with an outcome for each of them, in their order.
    ///   - arguments: Further arguments, which make it store each item that can be stored.
    public init(
        _ path: String,
        tool: String,
        items: String,
        results: String,
        arguments: [String: Bool] = [:]
    ) {
        self.path = path
        self.tool = tool
        self.items = items
        self.results = results
        self.arguments = arguments
    }
}
