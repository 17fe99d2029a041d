/// One message as it went over the wire, and what is needed to know which definition of which schema describes it.
struct TranscriptEntry: Sendable, Encodable {
    enum Side: String, Encodable { case client, server }

    var from: Side
    var revision: String
    var line: String

    /// The method, for a response that of its request.
    var method: String?

    /// The tool that is called.
    var tool: String?

    init(from side: Side, _ revision: Revision, _ line: String, method: String? = nil, tool: String? = nil) {
        (from, self.revision, self.line, self.method, self.tool) = (side, revision.rawValue, line, method, tool)
    }

    /// What the server says in the course of this request.
    func answered(by line: String, method: String? = nil) -> TranscriptEntry {
        var entry = self
        entry.from = .server
        entry.line = line
        entry.method = method ?? self.method
        return entry
    }
}
