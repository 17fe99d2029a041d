import JSONFormat

/// What a client wants completed: an argument of a prompt, or a variable of a template.
public struct CompletionRequest: Sendable {
    /// The name of the argument or variable.
    public var argument: String
    /// What is typed so far.
    public var value: String
    /// The other arguments that are filled in already.
    public var others: [String: String]
}

/// Suggestions for a value.
public struct Completion: Sendable {
    /// The suggestions, the likeliest first; only the first 100 are sent.
    public var values: [String]
    /// How many there are in all, if that is known.
    public var total: Int?

    /// Suggestions.
    public init(_ values: [String] = [], total: Int? = nil) {
        self.values = values
        self.total = total
    }

    var members: ResultMembers {
        let sent = values.prefix(100)
        let total = total ?? values.count
        return ResultMembers([
            "completion": [
                "values": .array(sent.map(JSON.string)), "total": .int(Int64(total)),
                "hasMore": .bool(total > sent.count),
            ]
        ])
    }
}
