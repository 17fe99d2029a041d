/// How strictly the arguments of a call are decoded.
public enum ArgumentDecoding: Sendable, Hashable {
    /// For models: a number, flag, array or object may come as JSON text, `null` means not given, and an argument may
    /// come under one of its aliases.
    case lenient
    /// For programs: what the JSON Schema accepts is accepted, and what it rejects is rejected.
    case strict
}
