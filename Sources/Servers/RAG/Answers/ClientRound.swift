import JSONFormat

/// What is remembered while the client's model writes an answer.
struct ClientRound: Sendable {
    /// What the model writes from.
    let places: ContextPlaces
    /// The question as it was searched for, where it was rewritten.
    let rewritten: String?
    /// How often the client was asked.
    let count: Int64
    /// How long the server has worked so far.
    let milliseconds: Int64

    /// A client is asked again where the sources have changed meanwhile, or where it brings nothing, but not for ever.
    static let most: Int64 = 3

    init(places: ContextPlaces, rewritten: String?, count: Int64, milliseconds: Int64) {
        self.places = places
        self.rewritten = rewritten
        self.count = count
        self.milliseconds = milliseconds
    }

    /// - Parameter state: What comes back from the client, which nobody can have changed.
    init?(_ state: JSON?) {
        guard let state, let places = ContextPlaces(state["context"]), case .int(let count)? = state["count"],
            case .int(let milliseconds)? = state["ms"]
        else { return nil }
        self.init(
            places: places,
            rewritten: state["rewritten"]?.stringValue,
            count: count,
            milliseconds: milliseconds
        )
    }

    var json: JSON {
        var members: JSONObject = [
            "context": places.json, "count": .int(count), "ms": .int(milliseconds),
        ]
        if let rewritten { members["rewritten"] = .string(rewritten) }
        return .object(members)
    }
}
