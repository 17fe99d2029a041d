import TestSupport

/// Texts of facts that nobody else has, in many scripts and layouts, and questions about them. The same in every run.
struct GeneratedCorpus {
    /// A fact of a source, as a question and its answer.
    struct Fact {
        let question: String
        /// What the answer must say.
        let number: Int
    }

    /// The texts, of which the last two are equal.
    private(set) var texts: [String] = []
    private(set) var facts: [Fact] = []

    private static let things = [
        "bell tower", "ferry", "orchard", "salt mine", "observatory", "glass workshop", "windmill", "beehive",
        "aqueduct",
        "printing press", "lighthouse", "cheese cellar", "rope walk", "tram depot", "herbarium", "foundry",
    ]
    private static let places = [
        "Hornøya", "Québec", "Łódź", "Ærøskøbing", "München", "Þingvellir", "Šibenik", "Ōsaka", "Đà Lạt", "Žilina",
        "Coruña",
        "Tromsø", "Brașov", "Kırklareli",
    ]
    private static let units = [
        ("visitors", "receives", "receive", "every week"), ("litres of oil", "uses", "use", "every winter"),
        ("steps", "has", "have", "up to its roof"), ("workers", "employs", "employ", "in the high season"),
        ("kilograms of copper", "stores", "store", "in its vault"), ("lamps", "lights", "light", "after dusk"),
    ]
    private static let asides = [
        "Its keeper 👩🏽‍🔧 greets all with “Grüß Gott”.", "古い記録によると、雨の日は休みです。",
        "Its flag is 🇳🇴, e\u{301}galite\u{301} its motto.",
        "Οι επισκέπτες έρχονται με πλοίο.", "زيارة المكان مجانية للجميع.", "Nobody knows who built it 🏗️, or why.",
    ]

    init(seed: UInt64, sources: Int) {
        var random = SeededGenerator(seed: seed)
        // Each thing and place is told of once with each unit, so that a question has one answer.
        var subjects = Self.things.flatMap { thing in
            Self.places.flatMap { place in Self.units.indices.map { (thing, place, $0) } }
        }
        subjects.shuffle(using: &random)
        for source in 0..<sources {
            let end = source.isMultiple(of: 3) ? "\r\n" : "\n"
            var lines = ["# Register \(source) 📖", ""]
            for (thing, place, unit) in subjects.suffix(6) {
                lines += section(thing, place, unit, &random)
            }
            subjects.removeLast(6)
            texts.append(lines.joined(separator: end))
        }
        texts.append(texts[texts.count - 1])
    }

    private mutating func section(
        _ thing: String,
        _ place: String,
        _ unit: Int,
        _ random: inout SeededGenerator
    ) -> [String] {
        let number = Int.random(in: 101...9_999, using: &random)
        let (counted, does, they, when) = Self.units[unit]
        facts.append(Fact(question: "How many \(counted) does the \(thing) of \(place) \(they)?", number: number))
        var lines = ["## The \(thing) of \(place)", "", Self.asides.randomElement(using: &random) ?? ""]
        lines.append("The \(thing) of \(place) \(does) \(number) \(counted) \(when).")
        lines.append(Self.asides.randomElement(using: &random) ?? "")
        switch Int.random(in: 0..<4, using: &random) {
        case 0:
            lines += [
                "", "| Year 📅 | Sum |", "| --- | --- |", "| 1999 | \(number + 1) € |", "| 2000 | \(number + 2) € |",
            ]
        case 1:
            lines += ["", "```swift", "let sum = [\(number)].reduce(0, +) // 👍", "print(\"\(place): \\(sum)\")", "```"]
        case 2:
            lines += [
                "", "- Open at \(Int.random(in: 6...11, using: &random)) o'clock, dogs 🐕 are welcome.", "- No smoking.",
            ]
        default: break
        }
        return lines + [""]
    }
}
