/// Decides whether two short English statements say the same, by their words alone.
///
/// Statements are the same only where that can be shown: the same words or plain synonyms, in the same order after
/// the usual rearrangements, with the same numbers, dates, names and negations. An unknown word on one side makes
/// them different. The cosine of their vectors can only forbid.
enum StatementComparison {
    enum Verdict: Sendable, Hashable {
        case same
        case different
        /// The same subject and attribute with another value.
        case conflicting(StatementDifference)
    }

    /// Statements of more words say the same only if their words are the same.
    private static let mostWords = 64
    /// Texts of more sentences are compared word by word.
    private static let mostSentences = 8

    /// - Parameters:
    ///   - cosine: Of the vectors of both texts.
    ///   - threshold: The least cosine with which different words can say the same.
    static func verdict(_ new: String, _ old: String, cosine: Double, threshold: Double) -> Verdict {
        let (news, olds) = (StatementWords.sentences(of: new), StatementWords.sentences(of: old))
        let words = (news.joined().map(\.plain), olds.joined().map(\.plain))
        if words.0 == words.1 { return words.0.isEmpty ? .different : sameWords(news, olds) }
        guard cosine >= threshold, news.count == olds.count, news.count <= mostSentences,
            max(words.0.count, words.1.count) <= mostWords, isEnglish(Array(words.0), Array(words.1))
        else { return .different }
        let (ones, others) = (news.map { Statement($0) }, olds.map { Statement($0) })
        let differing = ones.indices.filter { !ones[$0].saysSame(as: others[$0]) }
        guard let place = differing.first else { return .same }
        guard differing.count == 1, let difference = StatementConflict.between(ones[place], others[place]) else {
            return .different
        }
        return .conflicting(difference)
    }

    /// The same letters may still be other names where capitals tell them apart, as in a key.
    private static func sameWords(
        _ news: [[StatementWord]],
        _ olds: [[StatementWord]]
    ) -> Verdict {
        let isShouted = { (text: [[StatementWord]]) in
            !text.joined().contains { $0.text.contains(where: \.isLowercase) }
        }
        let isPlain = isShouted(news) || isShouted(olds)
        let areSame = zip(news.joined(), olds.joined()).allSatisfy { one, other in
            one.exact == other.exact && (isPlain || one.isAcronym == other.isAcronym || !isCommon(one.plain))
        }
        return areSame ? .same : .different
    }

    /// Whether an acronym may be spelled as a common word: "US" is not "us".
    private static func isCommon(_ word: String) -> Bool {
        EnglishLexicon.pronouns[word] != nil || EnglishLexicon.copulas.contains(word)
            || EnglishLexicon.prepositions[word] != nil || EnglishLexicon.fillers.contains(word) || word == "it"
    }

    /// Whether the rules of English may be used.
    private static func isEnglish(_ one: [String], _ other: [String]) -> Bool {
        var foreign = 0
        var letters = 0
        var others = 0
        var known = 0
        for word in one + other {
            if EnglishLexicon.foreign.contains(word) { foreign += 1 }
            if EnglishLexicon.isKnown(word) { known += 1 }
            for scalar in word.unicodeScalars where scalar.properties.isAlphabetic {
                letters += 1
                if scalar.value > 0x24F { others += 1 }
            }
        }
        return known > 0 && foreign < 3 && foreign <= known && others * 10 <= letters
    }
}
