import JSONFormat
import Text

/// What a filter means, told a second time and without SQL.
struct FilterJudge {
    let row: FilterBench.Row

    func fits(_ filter: JSONObject) -> Bool {
        filter.allSatisfy { name, value in
            switch (name, value) {
            case ("$and", .array(let parts)): parts.allSatisfy { fits($0.objectValue ?? [:]) }
            case ("$or", .array(let parts)): parts.contains { fits($0.objectValue ?? [:]) }
            case ("$not", .object(let part)): !fits(part)
            default: passes(value, held(name))
            }
        }
    }

    /// The value that a name stands for; nil where there is none.
    private func held(_ name: String) -> JSON? {
        switch name {
        case "$id": return .int(row.id)
        case "$title": return row.title.map { .string($0) }
        case "$created_at": return row.createdAt.map { .string($0) }
        default: break
        }
        let name = name.hasPrefix("$$") ? String(name.dropFirst()) : name
        if let whole = row.metadata?[name] { return whole }
        return name.split(separator: ".", omittingEmptySubsequences: false).reduce(row.metadata) { $0?[String($1)] }
    }

    private func passes(_ test: JSON, _ held: JSON?) -> Bool {
        guard case .object(let operators) = test, operators.keys.contains(where: { $0.hasPrefix("$") }) else {
            return equal(test, held)
        }
        return operators.allSatisfy { passes($0.key, $0.value, held) }
    }

    private func passes(_ name: String, _ value: JSON, _ held: JSON?) -> Bool {
        switch (name, value) {
        case ("$eq", _): equal(value, held)
        case ("$ne", _): !equal(value, held)
        case ("$in", .array(let values)): values.contains { equal($0, held) }
        case ("$nin", .array(let values)): !values.contains { equal($0, held) }
        case ("$exists", .bool(let isThere)): (held != nil) == isThere
        case ("$gt", _): order(held, value).map { $0 > 0 } ?? false
        case ("$gte", _): order(held, value).map { $0 >= 0 } ?? false
        case ("$lt", _): order(held, value).map { $0 < 0 } ?? false
        case ("$lte", _): order(held, value).map { $0 <= 0 } ?? false
        case ("$contains", _): contains(held, value)
        case ("$not", _): !passes(value, held)
        default: false
        }
    }

    private func contains(_ held: JSON?, _ part: JSON) -> Bool {
        switch (held, part) {
        case (.array(let elements), _): elements.contains { equal($0, part) }
        case (.string(let text), .string(let part)):
            part.isEmpty || Array(text.utf8).firstRange(of: Array(part.utf8)) != nil
        default: false
        }
    }

    /// Less than, equal to or greater than zero; nil for values of different types or of types without an order.
    private func order(_ left: JSON?, _ right: JSON) -> Int? {
        switch (left, right) {
        case (.string(let left), .string(let right)):
            BytewiseString(left) == BytewiseString(right) ? 0 : BytewiseString(left) < BytewiseString(right) ? -1 : 1
        case (.bool(let left), .bool(let right)): (left ? 1 : 0) - (right ? 1 : 0)
        default:
            left?.number.flatMap { left in right.number.map { left < $0 ? -1 : left > $0 ? 1 : 0 } }
        }
    }

    private func equal(_ left: JSON, _ right: JSON?) -> Bool {
        switch (left, right) {
        case (_, nil): false
        case (.array(let left), .array(let right)):
            left.count == right.count && zip(left, right).allSatisfy { equal($0, $1) }
        case (.object(let left), .object(let right)):
            left.count == right.count && left.allSatisfy { equal($0.value, right[$0.key]) }
        default:
            if let left = left.number, let right = right?.number { left == right } else { left == right }
        }
    }
}

extension JSON {
    fileprivate var number: Double? {
        switch self {
        case .int(let number): Double(number)
        case .double(let number): number
        default: nil
        }
    }
}
