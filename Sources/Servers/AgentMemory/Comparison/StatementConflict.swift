/// Finds the one value in which two statements about the same differ.
enum StatementConflict {
    /// Values of more words are other statements.
    private static let longestValue = 3

    static func between(_ new: Statement, _ old: Statement) -> StatementDifference? {
        guard new.isPast == old.isPast, new.isFuture == old.isFuture else { return nil }
        if let difference = difference(new.ordered, old.ordered) { return difference }
        // The attribute may stand anywhere: what is left of the statement, the subject first, has the value.
        let (one, other) = (AttributeForm(new), AttributeForm(old))
        guard one.isSure, one.joint == other.joint, Statement.match(one.attributes, other.attributes)
        else { return nil }
        let found = difference(one.rest + one.times, other.rest + other.times, ofAttribute: true)
        guard let found, found.kind != .negation else { return found }
        let isSubject = !one.rest.isEmpty && !other.rest.isEmpty && !one.rest[0].matches(other.rest[0])
        return isSubject && found.kind != .number && found.kind != .date ? nil : found
    }

    private static func difference(
        _ new: [StatementToken],
        _ old: [StatementToken],
        ofAttribute: Bool = false
    ) -> StatementDifference? {
        let shorter = min(new.count, old.count)
        var start = 0
        while start < shorter, new[start].matches(old[start]) { start += 1 }
        var end = 0
        while end < shorter - start, new[new.count - 1 - end].matches(old[old.count - 1 - end]) { end += 1 }
        let (one, other) = (new[start..<(new.count - end)], old[start..<(old.count - end)])
        guard one.count <= longestValue, other.count <= longestValue else { return nil }
        let shared = new.filter { $0.kind != .copula && $0.kind != .passive && $0.kind != .have }.count - one.count
        guard shared >= 1 || ofAttribute else { return nil }
        if let negation = negation(one, other) { return shared >= 2 || ofAttribute ? negation : nil }
        guard !one.isEmpty, !other.isEmpty, let kind = kind(one, other),
            ofAttribute || follows(start, in: new) || decides(end, in: new),
            !one.contains(where: { token in other.contains { $0.saysSame(as: token) } })
        else { return nil }
        // "from Monday" and "by Monday" are not two values of one attribute.
        guard let first = one.first, let second = other.first,
            StatementToken.agree(first.role, second.role, isTime: first.kind == .time)
        else { return nil }
        return StatementDifference(kind: kind, new: text(one), old: text(other))
    }

    private static func negation(
        _ one: ArraySlice<StatementToken>,
        _ other: ArraySlice<StatementToken>
    ) -> StatementDifference? {
        let isDenial = { (token: StatementToken) in token.kind == .negation || token.key == "nolonger" }
        guard one.allSatisfy(isDenial), other.allSatisfy(isDenial), one.count + other.count == 1 else { return nil }
        return StatementDifference(kind: .negation, new: text(one), old: text(other))
    }

    private static func kind(
        _ one: ArraySlice<StatementToken>,
        _ other: ArraySlice<StatementToken>
    ) -> StatementDifference.Kind? {
        let kinds = (Set(one.map(\.kind)), Set(other.map(\.kind)))
        if kinds == ([.number], [.number]) { return .number }
        if kinds == ([.time], [.time]) { return .date }
        guard kinds.0.union(kinds.1).isSubset(of: [.word, .name]) else { return nil }
        if isNamed(one), isNamed(other) { return .name }
        return one.count == 1 && other.count == 1 ? .word : nil
    }

    private static func isNamed(_ tokens: ArraySlice<StatementToken>) -> Bool {
        tokens.contains { $0.text.first?.isUppercase == true }
    }

    /// Whether the value comes after what it is the value of: another subject is another statement.
    private static func follows(_ start: Int, in tokens: [StatementToken]) -> Bool {
        tokens[..<start].contains { token in
            token.kind == .copula || token.kind == .have || token.kind == .passive || !token.concepts.isEmpty
        } || start >= 2
    }

    /// Whether only one can be the subject: a team is led by one.
    private static func decides(_ end: Int, in tokens: [StatementToken]) -> Bool {
        guard end < tokens.count, end > 0 else { return false }
        return tokens[tokens.count - end].says(["lead", "manage", "own", "maintain"])
    }

    private static func text(_ tokens: ArraySlice<StatementToken>) -> String {
        tokens.map(\.text).joined(separator: " ")
    }
}
