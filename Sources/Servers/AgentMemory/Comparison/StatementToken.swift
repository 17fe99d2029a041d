/// One thing that a statement says: a word that carries meaning, a number with its unit, a date, a negation.
struct StatementToken: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case word
        case name
        case number
        /// A day, a month, an hour, or how often: it may stand at the start or at the end of a sentence.
        case time
        case negation
        /// "is", and what says no more than it.
        case copula
        /// "is" before a participle whose doer is not told.
        case passive
        case have
    }

    var kind: Kind
    /// As in the text.
    var text: String
    /// What is compared: the same for all ways to write the same.
    var key: String
    /// The concepts of ``EnglishLexicon`` that the word may stand for.
    var concepts: [Int] = []
    /// The words that a word may be an inflection of, itself among them.
    var forms: [String] = []
    /// The preposition before it, of those that carry meaning.
    var role = ""
    /// Whether a word such as "the" or "my" is before it, with which a phrase starts.
    var hasDeterminer = false
    /// Whether the determiner says which one is meant.
    var isDefinite = false
    /// "a dog" is one dog, "dogs" are more.
    var isOne = false
    var isMany = false
    /// Whether it may be the participle of a passive.
    var isParticiple = false
    /// Whether it may be a name in lower case, to which an "s" makes a difference.
    var mayBeName = false
    var endsClause = false

    /// Whether a time has a preposition, or says how often, so that it belongs to the whole sentence.
    var isMovable: Bool { kind == .time && (!role.isEmpty || key.hasPrefix("every ")) }

    /// Whether it is a form of one of some words.
    func says(_ words: [String]) -> Bool { forms.contains { words.contains($0) } }

    /// Whether both say the same at the same place.
    func matches(_ other: Self) -> Bool {
        saysSame(as: other) && Self.agree(role, other.role, isTime: kind == .time)
    }

    func saysSame(as other: Self) -> Bool {
        if isOne && other.isMany || isMany && other.isOne { return false }
        if key == other.key { return true }
        // "Marco" and "Marcos" are two, "the backup" and "backups" are not.
        if mayBeName && other.isMany || isMany && other.mayBeName { return false }
        if forms.contains(where: { other.forms.contains($0) }) { return true }
        return concepts.contains { other.concepts.contains($0) }
    }

    /// Whether two prepositions make no difference.
    static func agree(_ one: String, _ other: String, isTime: Bool) -> Bool {
        if one == other { return true }
        if isTime { return neutral.contains(one) && neutral.contains(other) }
        return one == "at" && other == "in" || one == "in" && other == "at"
    }

    private static let neutral: Set<String> = ["", "in", "on", "at", "for"]
}
