/// The words that a word of English may be an inflection of.
///
/// Only plurals and the regular forms of verbs are undone. A stem would join more, and with it different facts: user
/// and use, policy and police, Jan and Jane.
enum EnglishForms {
    /// Words that look inflected and are not.
    private static let unchanged: Set<String> = [
        "access", "address", "always", "analysis", "basis", "bed", "bias", "boss", "building", "bus", "business",
        "chess", "ceiling", "class", "cross", "during", "dress", "evening", "feeling", "finding", "gas", "glass",
        "hundred", "holding", "its", "king", "less", "lens", "meeting", "morning", "naked", "news", "nothing",
        "painting", "plus", "press", "process", "red", "sacred", "series", "shed", "sibling", "something", "anything",
        "everything", "species", "spring", "status", "string", "thing", "this", "thus", "wed", "wedding", "wing",
        "ring", "bring", "sing", "writing", "reading", "clothing", "housing", "spelling", "landing", "opening",
        "savings", "goods", "means", "lodging", "need", "speed", "feed", "seed", "breed", "indeed",
    ]

    /// The word itself first, then what it may be a form of; all in lower case.
    static func of(_ word: String) -> [String] {
        guard word.utf8.count > 3, word.utf8.count < 40, !unchanged.contains(word),
            word.utf8.allSatisfy({ (0x61...0x7A).contains($0) })
        else { return [word] }
        if endsAsPlural(word) { return [word] + singulars(word) }
        if word.hasSuffix("ied") { return [word, word.dropLast(3) + "y", String(word.dropLast())] }
        if word.hasSuffix("ing") { return [word] + verbs(word.dropLast(3)) }
        if word.hasSuffix("ed") { return [word] + verbs(word.dropLast(2)) }
        return [word]
    }

    /// Whether a word has the ending of a plural, or of a verb in the third person.
    static func endsAsPlural(_ word: String) -> Bool {
        word.utf8.count > 3 && word.hasSuffix("s") && !unchanged.contains(word)
            && !["ss", "us", "is"].contains { word.hasSuffix($0) }
    }

    private static func singulars(_ word: String) -> [String] {
        if word.hasSuffix("ies") { return [word.dropLast(3) + "y", String(word.dropLast())] }
        for ending in ["sses", "shes", "ches", "xes", "zzes"] where word.hasSuffix(ending) {
            return [String(word.dropLast(2)), String(word.dropLast())]
        }
        return [String(word.dropLast())]
    }

    private static func verbs(_ rest: Substring) -> [String] {
        let letters = Array(rest)
        let vowels = letters.filter { "aeiouy".contains($0) }.count
        guard letters.count > 1, vowels > 0, let last = letters.last else { return [] }
        let isVowel = "aeiou".contains(last)
        let beforeLast = letters[letters.count - 2]
        if last == beforeLast, !isVowel {
            // "planned" is of "plan", "called" of "call".
            return letters.count > 3 && !"lsz".contains(last)
                ? [String(rest.dropLast())]
                : [String(rest), String(rest.dropLast())]
        }
        // "hoping" is of "hope": "hop" would double its last letter.
        let wouldDouble = vowels == 1 && "aeiou".contains(beforeLast) && !isVowel && !"wxy".contains(last)
        return wouldDouble ? [rest + "e"] : [String(rest), rest + "e"]
    }
}
