import Async
import Embedding
import Retrieval

/// Builds contexts of what a search has found: of whole passages or, in a small one, of their best sentences.
struct ContextBuilder: Sendable {
    /// Below this budget sentences are packed: few passages would fit.
    private static let fewestForPassages = 1_000

    let access: RAGAccess

    /// A context of the best of these chunks.
    ///
    /// - Parameter budget: The most tokens, headings and marks included, by the tokenizer of the model.
    func context(of chunks: [FoundChunk], for question: String, budget: Int) async throws -> PackedContext {
        let passages = PassageAssembly().passages(of: chunks, limit: chunks.count)
        let store = try await access.sources()
        async let found = store.names(of: Array(Set(passages.map(\.source))))
        let texts = try await access.chunkStore().texts(of: passages)
        let names = try await found
        // One whose source is gone is left out.
        let there = zip(passages, texts).compactMap { passage, text in
            names[passage.source].flatMap { name in text.map { Part(passage: passage, name: name, text: $0) } }
        }
        let embedder = try await access.embedder.value()
        let marks = CitationMarks(besides: there.flatMap { [$0.text, $0.name.heading] })
        let mark = try await embedder.tokenCounts(of: [marks[10]])[0]
        let headings = try await counted(names.mapValues(\.heading), embedder)
        guard budget < Self.fewestForPassages else {
            return packed(there.map { ($0, $0.passage.tokens + mark) }, marks, headings, budget: budget)
        }
        let packing = SentencePacking(budget: budget, mark: mark, headings: headings)
        let pool = there.pool(for: budget)
        let ranked = try await SentenceRanking(access: access)
            .rank(pool.map(\.passage), texts: pool.map(\.text), for: question)
        let stretches = packing.stretches(of: ranked, in: pool.map(\.passage))
        let offered = stretches.map { stretch in
            (pool[stretch.place].cut(to: stretch.passage.range), stretch.tokens + mark)
        }
        var context = packed(offered, marks, headings, budget: budget)
        let used = Set(stretches.map(\.passage.best.chunk.id))
        context.leftOut += there.filter { !used.contains($0.passage.best.chunk.id) }.map {
            PackedContext.Omitted(passage: $0.passage, name: $0.name, reason: .budget)
        }
        return context
    }

    fileprivate struct Part: Sendable {
        var passage: SourcePassage
        let name: SourceName
        var text: String

        /// A stretch of it.
        func cut(to range: Range<Int32>) -> Part {
            var part = self
            let start = Int(range.lowerBound - passage.range.lowerBound)
            let scalars = text.unicodeScalars.dropFirst(start).prefix(range.count)
            part.text = String(String.UnicodeScalarView(scalars))
            part.passage.range = range
            return part
        }
    }

    private func packed(
        _ parts: [(part: Part, tokens: Int)],
        _ marks: CitationMarks,
        _ headings: [Int32: Int],
        budget: Int
    ) -> PackedContext {
        let names = Dictionary(parts.map { ($0.part.passage.source, $0.part.name) }) { first, _ in first }
        var packing = ContextPacking(budget: budget)
        for (part, tokens) in parts {
            let candidate = ContextCandidate(passage: part.passage, text: part.text, tokens: tokens)
            packing.offer(candidate, heading: headings[part.passage.source] ?? 0)
        }
        let items = packing.inReadingOrder.enumerated().compactMap { place, candidate in
            names[candidate.passage.source].map { name in
                PackedContext.Item(
                    number: place + 1,
                    passage: candidate.passage,
                    name: name,
                    text: candidate.text,
                    tokens: candidate.tokens
                )
            }
        }
        let used = Set(items.map(\.passage.source)).reduce(0) { $0 + (headings[$1] ?? 0) }
        return PackedContext(
            items: items,
            leftOut: packing.leftOut.map { left in
                PackedContext.Omitted(
                    passage: left.candidate.passage,
                    name: names[left.candidate.passage.source],
                    reason: left.reason
                )
            },
            marks: marks,
            tokens: items.reduce(used) { $0 + $1.tokens }
        )
    }

    private func counted(_ headings: [Int32: String], _ embedder: any Embedder) async throws -> [Int32: Int] {
        let ids = Array(headings.keys)
        let counts = try await embedder.tokenCounts(of: ids.map { headings[$0] ?? "" })
        return Dictionary(uniqueKeysWithValues: zip(ids, counts))
    }
}

extension [ContextBuilder.Part] {
    /// The best of them, which together are a quarter longer than a budget.
    fileprivate func pool(for budget: Int) -> [ContextBuilder.Part] {
        var tokens = 0
        return Array(
            prefix { part in
                defer { tokens += part.passage.tokens }
                return 4 * tokens < 5 * budget
            }
        )
    }
}
