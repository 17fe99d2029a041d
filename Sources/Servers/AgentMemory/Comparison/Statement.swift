/// What one sentence says, in the form in which it is compared.
struct Statement: Sendable {
    /// In their order, times of the whole sentence left out.
    let tokens: [StatementToken]
    let times: [StatementToken]
    let isPast: Bool
    let isFuture: Bool

    init(_ sentence: [StatementWord]) {
        let reader = StatementReader(sentence)
        let arrangement = StatementArrangement(reader.tokens)
        tokens = arrangement.tokens
        times = arrangement.times
        isPast = reader.isPast
        isFuture = reader.isFuture && !reader.tokens.contains { $0.kind == .time }
    }

    /// All of it, with the times at the end.
    var ordered: [StatementToken] { tokens + times }

    /// Whether both say the same in the same words, or in words for the same.
    func saysSame(as other: Self) -> Bool {
        guard isPast == other.isPast, isFuture == other.isFuture else { return false }
        if tokens.count == other.tokens.count, times.count == other.times.count,
            Self.match(tokens, other.tokens), Self.match(times, other.times)
        {
            return true
        }
        let one = AttributeForm(self)
        let another = AttributeForm(other)
        return one.isSure && one.joint == another.joint && one.attributes.count == another.attributes.count
            && Self.match(one.attributes, another.attributes) && one.rest.count == another.rest.count
            && Self.match(one.rest, another.rest) && Self.match(one.times, another.times)
    }

    static func match(_ one: [StatementToken], _ other: [StatementToken]) -> Bool {
        one.count == other.count && zip(one, other).allSatisfy { $0.matches($1) }
    }
}
