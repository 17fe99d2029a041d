/// One request over HTTP: the exchange, and how its stream went.
struct HTTPExchange: Sendable {
    var exchange: Exchange
    var head: HTTPHead?

    /// What broke it off.
    var failure: String?
    var hasEnded = false

    init(_ exchange: Exchange) { self.exchange = exchange }

    /// Takes one message of the server.
    /// - Returns: What breaks a rule that holds for every exchange.
    mutating func take(_ message: JSONValue, line: String, id: JSONValue) -> String? {
        if exchange.reply != nil { return "a message after the answer: \(line.prefix(300))" }
        guard let method = message["method"]?.string else {
            if let answered = message["id"], answered != id {
                return "an answer to another request: \(line.prefix(300))"
            }
            exchange.reply = Reply(message: message, line: line, notifications: exchange.notifications, head: head)
            return nil
        }
        exchange.notifications.append(message)
        if message["id"] != nil { return "a request of the server: \(line.prefix(300))" }
        return method == "notifications/progress" ? exchange.takeProgress(message["params"]) : nil
    }
}
