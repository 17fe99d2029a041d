/// A time limit as an operator sets it.
enum TimeLimitSetting: Sendable {
    case notSet
    /// There shall be no limit.
    case none
    case limit(Duration)

    /// The limit, nil for none.
    /// - Parameter other: What applies where it is not set.
    func limit(default other: Duration?) -> Duration? {
        switch self {
        case .notSet: other
        case .none: nil
        case .limit(let limit): limit
        }
    }
}
