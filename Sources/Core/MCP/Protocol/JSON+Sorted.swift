import JSONFormat
import Text

extension JSON {
    /// The same value with the members of all objects sorted: a client that calls again may write them in another
    /// order.
    var sorted: JSON {
        switch self {
        case .array(let elements): .array(elements.map(\.sorted))
        case .object(let members):
            .object(
                JSONObject(
                    uniqueKeysWithValues: members.sorted { BytewiseString($0.key) < BytewiseString($1.key) }
                        .map { ($0.key, $0.value.sorted) }
                )
            )
        default: self
        }
    }
}
