import Text

/// How much of something is taken, in all and by each caller.
package struct CallerShares: Sendable {
    package private(set) var total = 0
    /// Callers that hold nothing are not remembered.
    private var byCaller: [BytewiseString: Int] = [:]

    package init() {}

    /// How much a caller has taken.
    package subscript(caller: String) -> Int { byCaller[BytewiseString(caller), default: 0] }

    package mutating func take(_ amount: Int, for caller: String) {
        total += amount
        byCaller[BytewiseString(caller), default: 0] += amount
    }

    package mutating func giveBack(_ amount: Int, for caller: String) {
        total -= amount
        let name = BytewiseString(caller)
        let left = byCaller[name, default: 0] - amount
        byCaller[name] = left == 0 ? nil : left
    }
}
