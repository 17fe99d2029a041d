/// What a JSON text may ask of its reader.
public struct JSONLimits: Sendable {
    /// Arrays and objects may nest this deep; more is an error, never a stack overflow.
    let depth: Int
    /// Whether a number may lie outside the range of a double.
    let hasAnyNumber: Bool
    /// Whether an object may hold a name twice, of which the last wins.
    var mayRepeatNames = true

    /// For what comes from outside: 512 levels, and no number beyond the range of a double, which few programs read.
    public static let message = JSONLimits(depth: 512, hasAnyNumber: false)

    /// For what a database holds, whoever wrote it: every number, and 500 levels, so that a message can carry it.
    public static let stored = JSONLimits(depth: 500, hasAnyNumber: true)

    /// For what people write by hand: a name that is given twice is a mistake.
    public static let handwritten = JSONLimits(depth: 512, hasAnyNumber: false, mayRepeatNames: false)
}
