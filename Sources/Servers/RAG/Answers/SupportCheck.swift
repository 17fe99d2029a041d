import Retrieval

/// Checks what a model has written against the characters that it cites.
///
/// The words of a sentence, as the database's language reduces them, must occur in few sentences of the passages that it
/// names, and its numbers all of them. What those do not bear out, is held against all passages: a model that has mistaken
/// the number of one may be right all the same, and what is cited is what bears it out.
struct SupportCheck: Sendable {
    /// What part of a sentence's words must be in what it cites.
    static let leastSupport = 0.6
    /// A sentence of an answer rests on so many sentences of a passage at most.
    private static let mostQuotes = 3

    let texts: EmbeddedTableStore
    let context: PackedContext

    /// A sentence of a passage.
    private struct Quote: Sendable {
        let item: PackedContext.Item
        let range: Range<Int32>
        let text: String
        let words: Set<String>
    }

    /// The answer that the sources bear out; what they do not is left out, and told.
    func answer(_ text: CitedText, by maker: Answer.Maker) async throws -> Answer {
        let quotes = try await quotes()
        let words = try await texts.lexemes(of: text.sentences.map(\.text))
        var answer = Answer(maker: maker)
        for (sentence, words) in zip(text.sentences, words) where !words.isEmpty {
            let named = quotes.filter { sentence.passages.contains($0.item.number) }
            var (chosen, support) = choose(named, for: words)
            if support < Self.leastSupport { (chosen, support) = choose(quotes, for: words) }
            guard support >= Self.leastSupport else {
                answer.unsupported.append(sentence.text)
                continue
            }
            let numbers = chosen.map { cite($0, in: &answer) }
            answer.sentences.append(Answer.Sentence(text: sentence.text, citations: numbers, support: support))
        }
        return answer
    }

    /// The sentences that hold most of some words, and what part of them they hold. A number that none holds leaves nothing.
    private func choose(_ quotes: [Quote], for words: Set<String>) -> (chosen: [Quote], support: Double) {
        var missing = words
        var chosen: [Quote] = []
        while chosen.count < Self.mostQuotes, !missing.isEmpty {
            let best = quotes.max { one, other in
                one.words.intersection(missing).count < other.words.intersection(missing).count
            }
            guard let best, !best.words.isDisjoint(with: missing) else { break }
            missing.subtract(best.words)
            chosen.append(best)
        }
        let holdsNumbers = !missing.contains { $0.contains(where: \.isNumber) }
        return (chosen, holdsNumbers ? Double(words.count - missing.count) / Double(words.count) : 0)
    }

    private func cite(_ quote: Quote, in answer: inout Answer) -> Int {
        let source = quote.item.passage.source
        if let there = answer.citations.first(where: { $0.name.id == source && $0.range == quote.range }) {
            return there.number
        }
        let number = answer.citations.count + 1
        answer.citations.append(
            Answer.Citation(
                number: number,
                name: quote.item.name,
                chunk: quote.item.passage.chunk(at: quote.range.lowerBound),
                range: quote.range,
                quote: quote.text
            )
        )
        return number
    }

    private func quotes() async throws -> [Quote] {
        let parts = context.items.flatMap { item in
            SentenceFinder.sentences(of: item.text, from: item.passage.range.lowerBound).map { (item, $0) }
        }
        let words = try await texts.lexemes(of: parts.map(\.1.text))
        return zip(parts, words).map { part, words in
            Quote(item: part.0, range: part.1.range, text: part.1.text, words: words)
        }
    }
}
