/// Text of a wanted length that a person could have written, the same every time.
package enum Prose {
    private static let subjects = ["The gardener", "A carpenter", "Our neighbour", "The baker", "One student"]
    private static let verbs = ["repaired", "described", "measured", "painted", "borrowed", "collected", "forgot"]
    private static let objects = ["a wooden bench", "the garden wall", "three brass hinges", "an old map"]
    private static let times = ["before noon", "in early spring", "after the storm", "on market day", "last winter"]

    /// About `count` words in sentences, no two neighbours alike.
    package static func words(_ count: Int) -> String {
        var text = ""
        var written = 0
        var sentence = 0
        while written < count {
            let words = [
                subjects[sentence % subjects.count], verbs[sentence % verbs.count], objects[sentence % objects.count],
                times[sentence / 3 % times.count],
            ]
            text += words.joined(separator: " ") + " (note \(sentence)). "
            written += 10
            sentence += 1
        }
        return text
    }

    /// A fact unlike anything else here, and a question that it answers.
    package static let fact = "The lighthouse keeper's parrot is called Bartholomew and speaks fluent Portuguese."
    package static let question = "What is the name of the parrot that belongs to the lighthouse keeper?"
}
