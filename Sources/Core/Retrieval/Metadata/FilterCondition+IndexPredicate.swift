import JSONFormat

extension FilterCondition {
    /// An SQL/JSON predicate that is true of the metadata of every row that passes, and that a GIN index can answer; nil
    /// where there is none.
    ///
    /// It may be true of other rows as well: the path language looks into arrays by itself, and knows neither the values
    /// of arrays and objects nor parts of texts.
    var indexPredicate: String? {
        switch self {
        case .all(let parts): return parts.compactMap(\.indexPredicate).joinedEvenly(by: "&&")
        case .any(let parts):
            let predicates = parts.compactMap(\.indexPredicate)
            return predicates.count == parts.count ? predicates.joinedEvenly(by: "||") : nil
        case .test(.metadata(let name), .isOneOf(let values)):
            return values.flatMap { value in name.paths.map { value.indexPredicate(at: $0) } }.joinedEvenly(by: "||")
        case .test(.metadata(let name), _): return name.paths.map { "exists(\($0))" }.joinedEvenly(by: "||")
        case .test(.column, _), .not: return nil
        }
    }
}

extension JSON {
    /// A predicate that is true where this value is at the path.
    fileprivate func indexPredicate(at path: String) -> String {
        switch self {
        case .array(let elements):
            // A few tell most arrays apart.
            let scalars = elements.lazy.filter { !$0.isContainer }.prefix(8)
            return scalars.map { $0.indexPredicate(at: path) }.joinedEvenly(by: "&&") ?? "exists(\(path))"
        case .object(let members):
            return members.prefix(8).map { $0.value.indexPredicate(at: "\(path).\(JSON.string($0.key))") }
                .joinedEvenly(by: "&&") ?? "exists(\(path))"
        default: return "(\(path) == \(self))"
        }
    }

    private var isContainer: Bool {
        switch self {
        case .array, .object: true
        default: false
        }
    }
}

extension Collection<String> {
    /// Joins predicates as a tree of equal branches: the server's stack is as deep as a tree is, and a list is a tree
    /// with one long branch. nil where there are none.
    fileprivate func joinedEvenly(by connective: String) -> String? {
        guard let first else { return nil }
        guard count > 1 else { return first }
        let half = count / 2
        guard let left = prefix(half).joinedEvenly(by: connective),
            let right = dropFirst(half).joinedEvenly(by: connective)
        else { return nil }
        return "(\(left) \(connective) \(right))"
    }
}
