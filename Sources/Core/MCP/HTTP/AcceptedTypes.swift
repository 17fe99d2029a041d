/// What a client says it can read. The protocol requires both types to be named; many clients name fewer, and are
/// served.
struct AcceptedTypes: Sendable {
    private(set) var json = false
    private(set) var events = false
    /// Whether events were named, and not only allowed by `*/*`.
    private(set) var namesEvents = false

    /// Reads the header `Accept`; nil where it is missing.
    init(_ header: String?) {
        guard let header, header.contains(where: { $0 != " " }) else {
            (json, events) = (true, true)
            return
        }
        for range in header.split(separator: ",") {
            let parts = range.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
            guard let type = parts.first, !parts.dropFirst().contains(where: Self.isRefusal) else { continue }
            switch type {
            case "*/*": (json, events) = (true, true)
            case "application/*", "application/json": json = true
            case "text/*", "text/event-stream": (events, namesEvents) = (true, true)
            default: break
            }
        }
    }

    /// Only events.
    static let eventsOnly = AcceptedTypes("text/event-stream")

    /// A weight of zero, which means not acceptable.
    private static func isRefusal(_ parameter: String) -> Bool {
        guard parameter.hasPrefix("q=") else { return false }
        return parameter.dropFirst(2).allSatisfy { $0 == "0" || $0 == "." }
    }
}
