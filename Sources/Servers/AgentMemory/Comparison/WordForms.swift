/// Takes apart what is written as one word: contractions, compounds with a hyphen, numbers with their unit.
enum WordForms {
    private static let whole: [String: [String]] = [
        "can't": ["can", "not"], "cannot": ["can", "not"], "won't": ["will", "not"], "shan't": ["shall", "not"],
        "ain't": ["is", "not"], "it's": ["it", "is"], "that's": ["that", "is"], "he's": ["he", "is"],
        "she's": ["she", "is"], "there's": ["there", "is"], "here's": ["here", "is"], "what's": ["what", "is"],
        "who's": ["who", "is"], "where's": ["where", "is"], "let's": ["we"], "i'm": ["i", "am"], "a.m": ["am"],
        "p.m": ["pm"], "&": ["and"], "+": ["plus"], "=": ["is"], "o'clock": [],
    ]
    private static let endings: [(String, String)] = [
        ("n't", "not"), ("'re", "are"), ("'ve", "have"), ("'ll", "will"), ("'d", "would"), ("'s", "'s"),
    ]

    private static let longestWord = 64

    static func words(of word: StatementWord) -> [StatementWord] {
        let plain = word.plain
        if let parts = whole[plain] { return parts.map { StatementWord(word.text, plain: $0) } }
        // What is longer is no word that has parts.
        guard plain.utf8.count <= longestWord, !plain.contains("://"), !plain.contains("@") else { return [word] }
        for (ending, meaning) in endings where plain.hasSuffix(ending) && plain.count > ending.count {
            let start = StatementWord(word.text.dropLast(ending.count), plain: plain.dropLast(ending.count))
            return words(of: start) + [StatementWord(word.text, plain: meaning)]
        }
        if let first = plain.first, let sign = sign(first), let next = plain.dropFirst().first, next.isNumber {
            let rest = StatementWord(word.text.dropFirst(), plain: plain.dropFirst())
            return [StatementWord(String(word.text.prefix(1)), plain: sign)] + words(of: rest)
        }
        if plain.contains("-"), let parts = hyphenated(word) { return parts }
        return measured(word) ?? [word]
    }

    private static func sign(_ first: Character) -> String? {
        switch first {
        case "~", "≈": "about"
        case "<": "lessthan"
        case ">": "morethan"
        case "≥": "atleast"
        case "≤": "atmost"
        default: nil
        }
    }

    /// "dark-mode", "30-day" and "5-10"; names that mix letters and digits stay whole.
    private static func hyphenated(_ word: StatementWord) -> [StatementWord]? {
        let plain = word.plain.split(separator: "-", omittingEmptySubsequences: false)
        let text = word.text.split(whereSeparator: { "-‐‑‒–—−".contains($0) })
        guard plain.count > 1, plain.count == text.count, !plain.contains("") else { return nil }
        var parts = zip(text, plain).map { StatementWord($0, plain: $1) }
        if parts.allSatisfy(\.isAlphabetic) { return parts }
        guard parts.count == 2, Measure.number(parts[0].plain) != nil else { return nil }
        if parts[1].isAlphabetic { return parts }
        guard Measure.number(parts[1].plain) != nil else { return nil }
        parts.insert(StatementWord("to"), at: 1)
        return parts
    }

    /// "$39", "64GB", "15%" and "5pm" as a number and its unit.
    private static func measured(_ word: StatementWord) -> [StatementWord]? {
        var text = Substring(word.text)
        var unit: StatementWord?
        if let first = text.first, let currency = Measure.currencies[first] {
            unit = StatementWord(String(first), plain: currency)
            text = text.dropFirst()
        } else if let last = text.last, let currency = Measure.currencies[last] {
            unit = StatementWord(String(last), plain: currency)
            text = text.dropLast()
        }
        let digits = text.prefix { $0.isNumber || ".,:-".contains($0) }
        let suffix = text[digits.endIndex...]
        guard digits.contains(where: \.isNumber) else { return nil }
        guard !suffix.isEmpty else {
            return unit.map { [StatementWord(digits, plain: digits), $0] }
        }
        let plainSuffix = suffix.lowercased()
        if plainSuffix == "k", let value = Measure.number(String(digits)) {
            return [StatementWord(digits + suffix, plain: Measure.text(of: value * 1000))] + (unit.map { [$0] } ?? [])
        }
        guard unit == nil, ["am", "pm"].contains(plainSuffix) || Measure.units[plainSuffix] != nil else { return nil }
        return [StatementWord(digits, plain: digits), StatementWord(suffix, plain: plainSuffix)]
    }
}
