import Retrieval

extension Answering {
    /// Leaves out what cites characters that their sources do not have any more: others may have changed a document whose
    /// chunks are still those of its former text, or have replaced it while a model wrote.
    func dropStale(from outcome: inout Outcome) async throws {
        // What is cited of a former text is not expected in the present one.
        let citations = outcome.answer.citations.filter { $0.chunk.version == nil }
        let isThere = try await access.sources().areCurrent(
            citations.map { SourceQuote(document: $0.name.id, chunk: $0.chunk.id, range: $0.range, text: $0.quote) }
        )
        guard isThere.contains(false) else { return }
        let stale = Set(zip(citations, isThere).filter { !$0.1 }.map(\.0.number))
        outcome.answer = outcome.answer.without(stale)
        outcome.notes.append("A source was changed meanwhile; what rested on its former text is left out.")
    }
}

extension Answer {
    /// The same without these citations, and without the sentences that rest on one of them.
    fileprivate func without(_ stale: Set<Int>) -> Answer {
        var answer = Answer(maker: maker)
        var numbers: [Int: Int] = [:]
        let kept = sentences.filter { stale.isDisjoint(with: $0.citations) }
        let used = Set(kept.flatMap(\.citations))
        for citation in citations where used.contains(citation.number) {
            numbers[citation.number] = numbers.count + 1
            answer.citations.append(
                Citation(
                    number: numbers.count,
                    name: citation.name,
                    chunk: citation.chunk,
                    range: citation.range,
                    quote: citation.quote
                )
            )
        }
        answer.sentences = kept.map { sentence in
            Sentence(
                text: sentence.text,
                citations: sentence.citations.compactMap { numbers[$0] },
                support: sentence.support
            )
        }
        answer.unsupported = unsupported + sentences.filter { !stale.isDisjoint(with: $0.citations) }.map(\.text)
        return answer
    }
}
