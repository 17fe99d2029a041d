/// One message as it went over the pipes, and what is needed to know which definition of which schema describes it.
struct TranscriptEntry: Sendable, Encodable {
    enum Side: String, Encodable { case client, server }

    var from: Side
    var revision: String
    var line: String

    /// The method, for a response that of its request.
    var method: String?

    /// The tool that is called.
    var tool: String?
}
