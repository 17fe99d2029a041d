/// Makes the tokens of one sentence.
struct StatementReader {
    private(set) var tokens: [StatementToken] = []
    /// Whether something is told as past, or as still to come.
    private(set) var isPast = false
    private(set) var isFuture = false

    private let words: [StatementWord]
    private var index = 0
    private var role = ""
    /// The words of the preposition, for where nothing follows it.
    private var roleText = ""
    private var hasDeterminer = false
    private var isDefinite = false
    private var isOne = false

    init(_ sentence: [StatementWord]) {
        var words = EnglishPhrases.replaced(sentence)
        // An address and a number are what they are of only where one is given: a lost phone is no lost number.
        let hasAddress = words.contains { $0.plain.contains("@") }
        let hasNumber = words.contains { $0.plain.contains(where: \.isNumber) }
        for place in words.indices {
            if hasAddress, words[place].plain == "emailaddress" { words[place].plain = "email" }
            if hasNumber, words[place].plain == "phonenumber" { words[place].plain = "phone" }
        }
        self.words = words
        while index < words.count { readNext() }
        endPhrase()
    }

    private var word: StatementWord { words[index] }

    private mutating func readNext() {
        let start = index
        if !readQuantity(), !readRate(), !readFunctionWord() { addWord() }
        if words[index - 1].endsClause {
            endPhrase()
            if !tokens.isEmpty { tokens[tokens.count - 1].endsClause = true }
        }
        assert(index > start)
    }

    /// A preposition that nothing follows says something by itself: "the light is off".
    private mutating func endPhrase() {
        guard !role.isEmpty else { return }
        let (key, text) = (role, roleText)
        role = ""
        add(.word, text: text, key: "~" + key)
    }

    private mutating func add(_ kind: StatementToken.Kind, text: String, key: String, concepts: [Int] = []) {
        var token = StatementToken(kind: kind, text: text, key: key, concepts: concepts)
        token.role = role
        token.hasDeterminer = hasDeterminer
        token.isDefinite = isDefinite
        token.isOne = isOne
        (role, roleText, hasDeterminer, isDefinite, isOne) = ("", "", false, false, false)
        tokens.append(token)
    }

    private mutating func take(_ count: Int) -> String {
        defer { index += count }
        return words[index..<index + count].map(\.text).joined(separator: " ")
    }

    private mutating func readQuantity() -> Bool {
        let previous = index > 0 ? words[index - 1] : nil
        if let time = CalendarWords.reading(of: words[index...], after: previous) {
            add(.time, text: take(time.count), key: time.key)
            return true
        }
        if let ordinal = CalendarWords.ordinal(word.plain) {
            add(.number, text: take(1), key: "ordinal \(ordinal)")
            return true
        }
        if word.plain == "twice" {
            add(.number, text: take(1), key: "2 times")
            return true
        }
        guard let number = Measure.number(at: words[index...]) else { return false }
        let next = index + number.count < words.count ? words[index + number.count] : nil
        if let next, let unit = unit(next) {
            let value = Measure.text(of: number.value * unit.factor)
            add(.number, text: take(number.count + 1), key: "\(value) \(unit.base)")
        } else if next?.plain == "times" {
            add(.number, text: take(number.count + 1), key: "\(Measure.text(of: number.value)) times")
        } else {
            // Of a version, "3.1" and "3.10" are two.
            let isDigits = number.count == 1 && Measure.number(word.plain) != nil
            let key = isDigits ? word.plain.filter { $0 != "," } : Measure.text(of: number.value)
            add(.number, text: take(number.count), key: key)
        }
        return true
    }

    private func unit(_ word: StatementWord) -> Measure.Unit? {
        // Bits, not bytes, and degrees, not lengths, where the capitals say so.
        if ["Kb", "Mb", "Gb", "Tb"].contains(word.text) { return Measure.Unit(base: word.text, factor: 1) }
        if ["C", "F"].contains(word.text) { return Measure.Unit(base: "degree " + word.text, factor: 1) }
        if word.plain == "second" { return Measure.Unit(base: "s", factor: 1) }
        if word.text == "M" || word.text == "G" { return nil }
        return Measure.units[word.plain]
    }

    /// "per minute", and "a minute" after a number.
    private mutating func readRate() -> Bool {
        guard word.plain == "per" || word.plain == "a" || word.plain == "an", index + 1 < words.count else {
            return word.plain == "once" && index + 2 < words.count && skipOnce()
        }
        let recent = tokens.suffix(3).contains { $0.kind == .number }
        let isOnce = index > 0 && words[index - 1].plain == "once"
        guard word.plain == "per" || recent || isOnce, role.isEmpty else { return false }
        let unit = words[index + 1].plain
        guard let key = CalendarWords.rate(of: unit == "second" ? "seconds" : unit) else { return false }
        add(.time, text: take(2), key: key)
        return true
    }

    private mutating func skipOnce() -> Bool {
        guard ["a", "an", "per", "every", "each"].contains(words[index + 1].plain),
            CalendarWords.rate(of: words[index + 2].plain) != nil
        else { return false }
        index += 1
        return true
    }

    private mutating func readFunctionWord() -> Bool {
        let plain = word.plain
        if word.isAcronym, !word.isFirst, plain != "not" { return false }
        if ["get", "gets", "got"].contains(plain), index + 1 < words.count, Self.isParticiple(words[index + 1].plain) {
            isPast = isPast || plain == "got"
            endPhrase()
            add(.copula, text: take(1), key: "be")
        } else if EnglishLexicon.fillers.contains(plain) {
            index += 1
        } else if EnglishLexicon.definite.contains(plain) {
            if plain == "'s" { endPhrase() }
            (hasDeterminer, isDefinite) = (true, true)
            // "this week" and "these" say which one; before another noun they say no more than "the".
            if plain == "this", index + 1 < words.count, Measure.units[words[index + 1].plain] != nil { return false }
            index += 1
        } else if EnglishLexicon.indefinite.contains(plain) {
            (hasDeterminer, isOne) = (true, true)
            index += 1
        } else if EnglishLexicon.copulas.contains(plain) {
            isPast = isPast || plain == "was" || plain == "were"
            endPhrase()
            add(.copula, text: take(1), key: "be")
        } else if EnglishLexicon.possession.contains(plain) {
            isPast = isPast || plain == "had"
            endPhrase()
            add(.have, text: take(1), key: "have")
        } else if EnglishLexicon.negations.contains(plain) {
            add(.negation, text: take(1), key: "not")
        } else if plain == "anymore", let last = tokens.lastIndex(where: { $0.kind == .negation }) {
            tokens[last].kind = .word
            tokens[last].key = "nolonger"
            index += 1
        } else if plain == "will" {
            isFuture = true
            index += 1
        } else if plain == "did" {
            isPast = true
            index += 1
        } else if let pronoun = EnglishLexicon.pronouns[plain] {
            add(.word, text: take(1), key: "^" + pronoun)
            (hasDeterminer, isDefinite) = (true, true)
        } else {
            return readPreposition()
        }
        return true
    }

    private mutating func readPreposition() -> Bool {
        // "is like" compares, "likes" does not.
        let isLike = word.plain == "like" && tokens.last?.kind == .copula
        guard let preposition = isLike ? "like" : EnglishLexicon.prepositions[word.plain] else { return false }
        if preposition == "about", index + 1 < words.count, Measure.number(at: words[(index + 1)...]) != nil {
            return false
        }
        role = role.isEmpty ? preposition : role + " " + preposition
        roleText += (roleText.isEmpty ? "" : " ") + word.text
        index += 1
        return true
    }

    private mutating func addWord() {
        let word = word
        index += 1
        let plain = word.plain
        guard word.isAlphabetic, !word.isExact, plain.utf8.allSatisfy({ $0 < 0x80 }) else {
            return add(.word, text: word.text, key: word.exact)
        }
        let isName = word.isCapitalised
        let base = EnglishLexicon.irregular[plain]
        let isParticiple = Self.isParticiple(plain)
        let followsBe = tokens.suffix(2).contains { $0.kind == .copula }
        if isParticiple, !isName, !followsBe, !hasDeterminer, role.isEmpty { isPast = true }
        // What follows is a verb: "does not eat", "can swim", "we use".
        let followsAuxiliary =
            tokens.last.map { last in
                last.kind == .negation || last.key.hasPrefix("^") || EnglishLexicon.modals.contains(last.key)
            } ?? false
        let followsAny = tokens.contains { $0.kind == .copula || $0.kind == .have }
        // "the last week" is no week that lasts.
        let lasts = plain == "last" && !hasDeterminer && Measure.number(at: words[index...]) != nil
        // "Rex is called by Ana" tells who calls, not what anybody's name is.
        let isDoneBy = index < words.count && words[index].plain == "by" && EnglishLexicon.naming.contains(plain)
        let concepts = EnglishLexicon.concepts(of: lasts ? "lasts" : plain, followsBe: followsAny && !isDoneBy)
        add(
            isName ? .name : .word,
            text: word.text,
            key: plain,
            concepts: concepts.isEmpty ? base.map { EnglishLexicon.concepts(of: $0) } ?? [] : concepts
        )
        let end = tokens.count - 1
        tokens[end].isParticiple = isParticiple
        tokens[end].isMany = EnglishForms.endsAsPlural(plain)
        tokens[end].forms = isName ? [plain] : base.map { [plain, $0] } ?? EnglishForms.of(plain)
        tokens[end].mayBeName =
            !tokens[end].hasDeterminer && tokens[end].concepts.isEmpty && tokens[end].forms.count == 1
            && !followsAuxiliary
        // "is using" is "uses".
        if plain.hasSuffix("ing"), plain.utf8.count > 5,
            let be = tokens.dropLast().lastIndex(where: { $0.kind != .negation }),
            tokens[be].kind == .copula, tokens[end].role.isEmpty, !tokens[end].hasDeterminer
        {
            tokens.remove(at: be)
        }
    }

    private static func isParticiple(_ word: String) -> Bool {
        EnglishLexicon.irregular[word] != nil
            || word.hasSuffix("ed") && word.utf8.count > 3 && !EnglishLexicon.noParticiples.contains(word)
    }
}
