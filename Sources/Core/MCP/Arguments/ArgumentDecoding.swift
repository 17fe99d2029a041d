/// How literally the arguments of a call are taken.
public enum ArgumentDecoding: Sendable, Hashable {
    /// For models: a number, flag, array or object may come as JSON text, `null` stands for nothing, and an argument may
    /// come by one of its aliases.
    case lenient
    /// For programs: what the JSON Schema accepts is accepted, and what it rejects is rejected.
    case strict
}
