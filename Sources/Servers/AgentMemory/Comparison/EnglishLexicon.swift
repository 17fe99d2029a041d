/// The English words that the comparison of statements knows something about.
enum EnglishLexicon {
    /// Words that mean the same: which ones, and how freely they are arranged.
    struct Concept: Sendable {
        /// Whether it cannot be turned round, since its two sides are of different kinds: "Ana is allergic to
        /// peanuts", "the port of the API is 80". Its place among the words then does not matter.
        var isAttribute: Bool
        /// Whether "logs are kept" and "logs keep" would say the same.
        var isNeutral: Bool
        /// Whether it is used as a verb above all, so that a phrase ends before it.
        var isVerb: Bool
    }

    static let (concepts, members): ([Concept], [String: [Int]]) = {
        var concepts: [Concept] = []
        var members: [String: [Int]] = [:]
        for line in EnglishSynonyms.groups.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard let marks = words.first else { continue }
            for word in words.dropFirst() {
                members[String(word), default: []].append(concepts.count)
            }
            concepts.append(
                Concept(isAttribute: marks.contains("*"), isNeutral: marks.contains("~"), isVerb: marks.contains("v"))
            )
        }
        return (concepts, members)
    }()

    /// The concepts of a word in lower case: those of its very form if it has some, else those of its base.
    ///
    /// - Parameter followsBe: Whether "is" or "has" stands before it.
    static func concepts(of word: String, followsBe: Bool = false) -> [Int] {
        if let meant = members["+" + word] { return followsBe ? meant : [] }
        return members["=" + word] ?? EnglishForms.of(word).lazy.compactMap { members[$0] }.first ?? []
    }

    /// Whether it is a word of which English texts have many.
    static func isKnown(_ word: String) -> Bool {
        fillers.contains(word) || definite.contains(word) || indefinite.contains(word) || copulas.contains(word)
            || possession.contains(word) || pronouns[word] != nil || prepositions[word] != nil || word == "not"
            || !concepts(of: word).isEmpty
    }

    /// Words that say nothing that a comparison needs.
    static let fillers: Set<String> = [
        "please", "also", "really", "very", "currently", "now", "actually", "basically", "quite",
        "that", "which", "who", "there", "do", "does", "fyi", "both", "presently", "dr", "prof", "any", "kindly",
        "nowadays", "being",
    ]
    static let definite: Set<String> = ["the", "this", "these", "those", "our", "'s"]
    static let indefinite: Set<String> = ["a", "an"]
    static let copulas: Set<String> = ["is", "are", "am", "be", "was", "were", "been"]
    static let possession: Set<String> = ["has", "have", "had"]
    static let negations: Set<String> = ["not", "never", "no", "dont", "doesnt", "isnt", "cant"]
    static let modals: Set<String> = ["can", "could", "may", "might", "must", "should", "would", "shall"]
    static let pronouns: [String: String] = [
        "i": "me", "me": "me", "my": "me", "mine": "me", "myself": "me", "he": "he", "him": "he", "his": "he",
        "she": "she", "her": "she", "hers": "she", "they": "they", "them": "they", "their": "they", "theirs": "they",
        "you": "you", "your": "you", "yours": "you", "we": "we", "us": "we", "ours": "we", "its": "its",
    ]
    /// The prepositions, each with the one that it is compared as.
    static let prepositions: [String: String] = [
        "of": "of", "in": "in", "on": "on", "at": "at", "to": "to", "from": "from", "by": "by", "for": "for",
        "with": "with", "using": "with", "via": "with", "through": "through", "without": "without",
        "before": "before", "after": "after", "since": "since", "until": "until", "till": "until",
        "during": "during", "than": "than", "over": "over", "above": "over", "under": "under", "below": "under",
        "into": "into", "onto": "onto", "near": "near", "between": "between", "behind": "behind",
        "beside": "beside", "against": "against", "about": "about", "around": "around", "within": "within",
        "inside": "inside", "outside": "outside", "towards": "towards", "toward": "towards", "across": "across",
        "as": "as", "instead": "instead", "off": "off", "out": "out", "up": "up", "down": "down",
        "per": "per", "because": "because", "if": "if", "when": "when", "while": "while", "unless": "unless",
        "but": "but", "and": "and", "or": "or", "then": "then",
    ]
    /// Participles after which the name of something stands.
    static let naming: Set<String> = ["named", "called", "titled"]
    /// The noun of who does something, and the verb: "Ana is the owner of it" is "Ana owns it".
    static let agents: [String: String] = [
        "manager": "manage", "owner": "own", "lead": "lead", "leader": "lead", "maintainer": "maintain",
        "approver": "approve", "head": "lead", "boss": "manage", "supervisor": "manage", "organizer": "organize",
        "founder": "found",
    ]
    /// The base of irregular forms; all are also forms of the past.
    static let irregular: [String: String] = [
        "went": "go", "gone": "go", "bought": "buy", "sold": "sell", "paid": "pay", "ran": "run", "wrote": "write",
        "written": "write", "met": "meet", "took": "take", "taken": "take", "left": "left", "gave": "give",
        "given": "give", "made": "make", "sent": "send", "kept": "keep", "built": "build", "chose": "choose",
        "chosen": "choose", "began": "begin", "begun": "begin", "lent": "lend", "taught": "teach", "lost": "lose",
        "found": "find", "came": "come", "drove": "drive", "driven": "drive", "ate": "eat", "drank": "drink",
        "spoke": "speak", "spoken": "speak", "rose": "rise", "fell": "fall", "won": "win", "saw": "see",
        "seen": "see", "knew": "know", "known": "know", "got": "get", "held": "hold", "led": "lead", "did": "do",
        "said": "say", "told": "tell", "grew": "grow", "threw": "throw", "became": "become", "broke": "break",
        "broken": "break", "wore": "wear", "forgot": "forget", "slept": "sleep", "spent": "spend", "stood": "stand",
        "thought": "think", "brought": "bring", "shown": "show", "done": "do", "hidden": "hide", "drawn": "draw",
        "lit": "light", "rode": "ride", "swam": "swim", "sang": "sing", "used": "use",
    ]
    /// Words that end as a participle does, and are none.
    static let noParticiples: Set<String> = [
        "need", "speed", "feed", "seed", "breed", "indeed", "hundred", "naked", "sacred", "shed", "left",
    ]

    /// Words that other languages use most; English texts have few of them.
    static let foreign: Set<String> = [
        "der", "die", "das", "und", "ist", "nicht", "ein", "eine", "den", "dem", "mit", "el", "los", "las", "que",
        "del", "una", "por", "le", "les", "des", "une", "est", "et", "du", "il", "che", "di", "della", "un", "het",
        "een", "och", "att", "det", "som", "o", "os", "em", "da", "na", "nie", "jest", "je", "um", "auf", "zu",
    ]
}
