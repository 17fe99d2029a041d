/// Brings the tokens of a sentence into the order in which its other wordings have them too.
struct StatementArrangement {
    private(set) var tokens: [StatementToken]
    /// When and how often, where that is told of the whole sentence.
    private(set) var times: [StatementToken] = []

    init(_ tokens: [StatementToken]) {
        self.tokens = tokens
        extractTime()
        moveFront()
        resolveExistence()
        joinPossessions()
        resolveVoice()
        orientCopula()
        sortPairs()
    }

    /// A single time may stand at the start or the end. With two of them, it matters which is where.
    private mutating func extractTime() {
        let places = tokens.indices.filter { tokens[$0].kind == .time }
        guard places.count == 1 || places.allSatisfy({ tokens[$0].isMovable }) else { return }
        let kinds = Set(places.map { tokens[$0].key.prefix { $0 != " " } })
        // With two clauses it matters of which it is the time.
        guard kinds.count == places.count, !tokens.contains(where: { Self.joints.contains($0.role) }) else { return }
        for place in places.reversed() where tokens[place].isMovable || place == tokens.count - 1 {
            // "The meeting on Monday is off" and "the meeting is off on Monday" are two facts.
            guard
                place == 0 || place == tokens.count - 1
                    || tokens[..<place].contains(where: { [.copula, .have, .passive].contains($0.kind) })
            else { continue }
            times.append(tokens.remove(at: place))
        }
        times.sort { $0.key < $1.key }
    }

    private static let joints: Set<String> = [
        "and", "or", "but", "if", "when", "while", "because", "unless", "then",
    ]

    /// "In Graz, she studies" is "she studies in Graz".
    private mutating func moveFront() {
        guard let first = tokens.first, !first.role.isEmpty, first.kind != .time,
            let end = tokens.firstIndex(where: \.endsClause), end + 1 < tokens.count, tokens[end + 1].role.isEmpty,
            !tokens[...end].contains(where: { [.copula, .have, .negation].contains($0.kind) }),
            !["and", "or", "but", "if", "because", "then"].contains(first.role)
        else { return }
        tokens = Array(tokens[(end + 1)...] + tokens[...end])
    }

    /// "There is a bug in the parser" is "the parser has a bug".
    private mutating func resolveExistence() {
        guard tokens.first?.key == "^there" else { return }
        let have = StatementToken(kind: .have, text: tokens.removeFirst().text, key: "have")
        let places = tokens.indices.filter { !tokens[$0].role.isEmpty }
        guard places.count == 1, let place = places.first, place > 0, ["in", "on", "at"].contains(tokens[place].role)
        else { return }
        var whole = Array(tokens[place...])
        whole[0].role = ""
        tokens = whole + [have] + tokens[..<place]
    }

    private func startsPhrase(_ index: Int) -> Bool {
        !tokens[index].role.isEmpty || tokens[index].kind == .copula || tokens[index].kind == .have
    }

    /// "the budget of the project" is "the project's budget".
    private mutating func joinPossessions() {
        for place in tokens.indices.reversed() {
            guard place > 0, place < tokens.count else { continue }
            let isOf = tokens[place].role == "of"
            let isFor = tokens[place].role == "for" && isAttribute(tokens[place - 1])
            guard isOf || isFor, tokens[place].kind == .word || tokens[place].kind == .name else {
                if isOf { tokens[place].role = "" }
                continue
            }
            let end = tokens[(place + 1)...].indices.first { startsPhrase($0) || isVerb($0) } ?? tokens.count
            let afterBe = tokens[..<place].contains { $0.kind == .copula }
            let areNames = tokens[place..<end].allSatisfy { $0.kind == .name }
            let endsAtBe = end < tokens.count && (tokens[end].kind == .copula || tokens[end].kind == .have)
            guard end - place == 1 || areNames || end - place <= 3 && (endsAtBe || afterBe) else { continue }
            var start = place - 1
            while start > 0, !tokens[start].hasDeterminer, !startsPhrase(start), tokens[start - 1].kind != .copula,
                tokens[start - 1].kind != .have, place - start < 3
            {
                start -= 1
            }
            guard
                tokens[start].hasDeterminer || startsPhrase(start) || start == 0
                    || tokens[start - 1].kind == .copula || tokens[start - 1].kind == .have
            else { continue }
            guard tokens[start].kind == .word || tokens[start].kind == .name || tokens[start].kind == .number else {
                continue
            }
            var possessor = Array(tokens[place..<end])
            possessor[0].role = tokens[start].role
            possessor[0].hasDeterminer = true
            possessor[0].isDefinite = true
            tokens[start].role = ""
            // It has become the second half of a compound.
            tokens[start].hasDeterminer = false
            tokens.replaceSubrange(start..<end, with: possessor + tokens[start..<place])
        }
    }

    private func isVerb(_ index: Int) -> Bool {
        tokens[index].concepts.contains { EnglishLexicon.concepts[$0].isVerb }
    }

    private func isAttribute(_ token: StatementToken) -> Bool {
        token.concepts.contains { EnglishLexicon.concepts[$0].isAttribute } || token.key == "password"
            || token.key == "window"
    }

    /// "is led by Ana" becomes "Ana leads"; without the one who does it, the participle stays marked.
    private mutating func resolveVoice() {
        for place in tokens.indices.reversed() where tokens[place].kind == .copula {
            var verb = place + 1
            while verb < tokens.count,
                tokens[verb].kind == .negation || tokens[verb].key.hasSuffix("ly")
                    || tokens[verb].key == "nolonger"
            { verb += 1 }
            guard verb < tokens.count, tokens[verb].isParticiple, tokens[verb].role.isEmpty,
                !tokens[verb].hasDeterminer
            else { continue }
            tokens[place].kind = .passive
            tokens[place].key = "passive"
            let agent = tokens[verb...].indices.first {
                tokens[$0].role == "by" && [.word, .name].contains(tokens[$0].kind)
            }
            guard let agent, place > 0, tokens.count(where: { $0.kind == .copula || $0.kind == .passive }) == 1,
                tokens[0].role.isEmpty, !tokens[agent].text.hasSuffix("ing")
            else { continue }
            let end = tokens[(agent + 1)...].indices.first { startsPhrase($0) } ?? tokens.count
            var doer = Array(tokens[agent..<end])
            doer[0].role = ""
            let rest = Array(tokens[(verb + 1)..<agent]) + tokens[end...]
            tokens = doer + tokens[(place + 1)...verb] + tokens[..<place] + rest
            return
        }
        resolveUs()
        resolveReport()
    }

    /// "Ana reports to Ben" is "Ben manages Ana".
    private mutating func resolveReport() {
        guard let verb = tokens.firstIndex(where: { $0.forms.contains("report") && $0.kind == .word }), verb > 0,
            verb + 1 < tokens.count, tokens[verb + 1].role == "to",
            tokens[(verb + 1)...].allSatisfy({ $0.kind == .name }),
            tokens[..<verb].allSatisfy({ $0.role.isEmpty && ($0.kind == .name || $0.kind == .word) })
        else { return }
        var manager = Array(tokens[(verb + 1)...])
        manager[0].role = ""
        var action = tokens[verb]
        action.key = "manage"
        action.forms = ["manage"]
        tokens = manager + [action] + Array(tokens[..<verb])
    }

    /// "We store logs in a bucket" is "Logs are stored in a bucket".
    private mutating func resolveUs() {
        guard tokens.count > 1, tokens[0].key == "^we", tokens[0].role.isEmpty else { return }
        var verb = 1
        while verb < tokens.count, tokens[verb].kind == .negation { verb += 1 }
        guard verb < tokens.count, tokens[verb].kind == .word, tokens[verb].role.isEmpty,
            !tokens[verb].key.hasPrefix("^"),
            !tokens[1...].contains(where: { $0.kind == .copula || $0.kind == .passive || $0.kind == .have })
        else { return }
        let end = tokens[(verb + 1)...].indices.first { startsPhrase($0) } ?? tokens.count
        guard end > verb + 1 else {
            tokens.removeFirst()
            return
        }
        var passive = StatementToken(kind: .passive, text: "", key: "passive")
        passive.text = tokens[0].text
        tokens = tokens[(verb + 1)..<end] + [passive] + tokens[1...verb] + tokens[end...]
    }

    /// "Bern is the capital" becomes "the capital is Bern", and "Ana is its owner" becomes "Ana owns it".
    private mutating func orientCopula() {
        let places = tokens.indices.filter { tokens[$0].kind == .copula }
        guard places.count == 1, let place = places.first, place > 0, place < tokens.count - 1,
            !tokens.contains(where: { $0.kind == .negation || $0.kind == .passive || $0.kind == .have }),
            !tokens[(place + 1)...].contains(where: { $0.role == "than" })
        else { return }
        var left = Array(tokens[..<place])
        var right = Array(tokens[(place + 1)...])
        guard left[0].role.isEmpty, right[0].role.isEmpty else { return }
        if right.contains(where: \.isDefinite), !left.contains(where: \.isDefinite) { swap(&left, &right) }
        // What follows the noun, as in "is the owner in Rome", stays behind it.
        guard left.contains(where: \.isDefinite), let noun = left.last,
            let verb = noun.forms.lazy.compactMap({ EnglishLexicon.agents[$0] }).first,
            left.count > 1, right.allSatisfy({ $0.role.isEmpty })
        else {
            tokens = left + [tokens[place]] + right
            return
        }
        var action = noun
        action.key = verb
        action.forms = [verb]
        action.concepts = EnglishLexicon.concepts(of: verb)
        action.mayBeName = false
        tokens = right + [action] + left.dropLast()
    }

    /// "German and Dutch" is "Dutch and German".
    private mutating func sortPairs() {
        for place in tokens.indices.dropFirst() where tokens[place].role == "and" || tokens[place].role == "or" {
            let first = place - 1
            let isAlone = place + 1 == tokens.count || startsPhrase(place + 1) || tokens[place + 1].kind == .passive
            let startsHere =
                first == 0 || !tokens[first].role.isEmpty || tokens[first - 1].kind == .copula
                || tokens[first - 1].kind == .have || isVerb(first - 1)
            guard isAlone, startsHere, tokens[first].key > tokens[place].key else { continue }
            tokens.swapAt(first, place)
            let role = tokens[first].role
            tokens[first].role = tokens[place].role
            tokens[place].role = role
        }
    }
}
