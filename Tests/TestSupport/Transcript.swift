/// Everything that went over the pipes of one server, in order.
struct Transcript: Sendable {
    enum Side: String, Encodable { case client, server }

    /// One message as it was sent, and what is needed to know which definition of which schema describes it.
    struct Entry: Sendable, Encodable {
        var from: Side
        var revision: String
        var line: String
        var method: String?
        var tool: String?
    }

    private(set) var entries: [Entry] = []

    /// Lines on standard output that are no JSON-RPC message.
    private(set) var strayLines: [String] = []

    mutating func record(_ entry: Entry) { entries.append(entry) }
    mutating func recordStray(_ line: String) { strayLines.append(line) }
}
