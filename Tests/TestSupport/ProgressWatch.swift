/// Checks the rules of progress: only for a token that a running request brought, always increasing, never after the
/// answer.
struct ProgressWatch: Sendable {
    private var running: [JSONValue: Double] = [:]
    private var tokens: [JSONValue: JSONValue] = [:]

    mutating func requestSent(_ id: JSONValue, token: JSONValue?) {
        guard let token else { return }
        tokens[id] = token
        running[token] = -.infinity
    }

    mutating func replyArrived(_ id: JSONValue) {
        guard let token = tokens.removeValue(forKey: id) else { return }
        running[token] = nil
    }

    /// What is wrong with a progress notification, if anything.
    mutating func fault(in params: JSONValue?) -> String? {
        guard let token = params?["progressToken"], let last = running[token] else {
            return "progress that no running request asked for: \(params ?? nil)"
        }
        guard let progress = params?["progress"]?.double, progress > last else {
            return "progress that does not increase: \(params ?? nil) after \(last)"
        }
        running[token] = progress
        return nil
    }
}
