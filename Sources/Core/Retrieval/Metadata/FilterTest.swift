import JSONFormat

/// What a filter asks of one value. No test holds for a value that is not there.
enum FilterTest: Sendable {
    /// It equals one of these, arrays and objects as a whole.
    case isOneOf([JSON])
    /// It is of the same type as this one, a number, a text or a boolean, and before or after it.
    case isOrdered(Order, JSON)
    /// It is there.
    case exists
    /// It is a text that this one is a part of, or an array that has this value as an element.
    case contains(JSON)

    /// The operators of SQL.
    enum Order: String, Sendable {
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
    }

    /// With how many values a row is compared.
    var clauses: Int {
        switch self {
        case .isOneOf(let values): max(1, values.count)
        case .isOrdered, .exists, .contains: 1
        }
    }
}
