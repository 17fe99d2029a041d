import Retrieval

/// Makes passages of the best sentences for a budget that few whole passages would fill.
struct SentencePacking: Sendable {
    let budget: Int
    /// The tokens of a mark.
    let mark: Int
    /// The tokens of the lines that name sources.
    let headings: [Int32: Int]

    /// A stretch of a passage.
    struct Stretch: Sendable {
        /// That of its passage.
        let place: Int
        fileprivate(set) var passage: SourcePassage
        fileprivate(set) var tokens: Int
    }

    /// The stretches of passages that are packed: sentences that follow one another are one.
    ///
    /// - Parameter ranked: Sentences of the passages, best first.
    func stretches(of ranked: [RankedSentence], in passages: [SourcePassage]) -> [Stretch] {
        // The sentences of each passage in their order, so that neighbours are known.
        let places = ranked.indices.sorted { one, other in
            (ranked[one].passage, ranked[one].sentence.range.lowerBound)
                < (ranked[other].passage, ranked[other].sentence.range.lowerBound)
        }
        var position = [Int](repeating: 0, count: ranked.count)
        for (order, place) in places.enumerated() { position[place] = order }
        var isTaken = [Bool](repeating: false, count: ranked.count)
        var used = 0
        var named: Set<Int32> = []
        for place in ranked.indices {
            let source = passages[ranked[place].passage].source
            let neighbors = [position[place] - 1, position[place] + 1].filter { order in
                places.indices.contains(order) && isTaken[order]
                    && ranked[places[order]].passage == ranked[place].passage
            }
            // It may join two stretches to one.
            let marks = (1 - neighbors.count) * mark
            let more = ranked[place].tokens + marks + (named.contains(source) ? 0 : headings[source] ?? 0)
            guard used + more <= budget else { continue }
            isTaken[position[place]] = true
            named.insert(source)
            used += more
        }
        return joined(
            places.enumerated().filter { isTaken[$0.offset] }.map { ($0.offset, ranked[$0.element]) },
            passages
        )
    }

    private func joined(
        _ taken: [(order: Int, sentence: RankedSentence)],
        _ passages: [SourcePassage]
    ) -> [Stretch] {
        var stretches: [Stretch] = []
        var last: (order: Int, passage: Int)?
        for (order, sentence) in taken {
            if let last, last.order + 1 == order, last.passage == sentence.passage {
                let place = stretches.count - 1
                let start = stretches[place].passage.range.lowerBound
                stretches[place].passage.range = start..<sentence.sentence.range.upperBound
                stretches[place].tokens += sentence.tokens
            } else {
                var passage = passages[sentence.passage]
                passage.range = sentence.sentence.range
                stretches.append(Stretch(place: sentence.passage, passage: passage, tokens: sentence.tokens))
            }
            last = (order, sentence.passage)
        }
        return stretches
    }
}
