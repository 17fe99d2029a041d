/// One request over HTTP with everything that came back for it.
struct HTTPExchange: Sendable {
    let request: TranscriptEntry
    let token: JSONValue?

    var head: HTTPHead?
    var notifications: [JSONValue] = []
    var reply: Reply?

    /// What broke it off.
    var failure: String?
    var hasEnded = false

    private var lastProgress = -Double.infinity

    init(request: TranscriptEntry, token: JSONValue?) {
        self.request = request
        self.token = token
    }

    /// Takes one message of the server.
    /// - Returns: What breaks a rule that holds for every exchange.
    mutating func take(_ message: JSONValue, line: String, id: JSONValue) -> String? {
        if reply != nil { return "a message after the answer: \(line.prefix(300))" }
        guard let method = message["method"]?.string else {
            if let answered = message["id"], answered != id {
                return "an answer to another request: \(line.prefix(300))"
            }
            reply = Reply(message: message, line: line, notifications: notifications, head: head)
            return nil
        }
        notifications.append(message)
        if message["id"] != nil { return "a request of the server: \(line.prefix(300))" }
        guard method == "notifications/progress" else { return nil }
        guard let token, message["params"]?["progressToken"] == token else {
            return "progress that this request did not ask for: \(line.prefix(300))"
        }
        guard let progress = message["params"]?["progress"]?.double, progress > lastProgress else {
            return "progress that does not increase: \(line.prefix(300))"
        }
        lastProgress = progress
        return nil
    }
}
