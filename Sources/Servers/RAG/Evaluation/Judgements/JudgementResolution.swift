import MCP
import Postgres

/// Finds what judgements name in the sources as they are now.
struct JudgementResolution: Sendable {
    let access: RAGAccess

    /// What all stretches have together: their texts are held while questions are asked.
    private static let mostCharacters = 5_000_000

    /// What all stretches are looked for in, counted anew for each: it took 2 to 20 ns a character.
    private static let mostSearched = 1_000_000_000

    /// Each judgement with its answers found, or what is wrong with it.
    func resolve(_ judgements: [Judgement]) async throws -> [Result<JudgedQuestion, JudgementFlaw>] {
        let store = try await access.judgements()
        let parts = judgements.flatMap(\.parts)
        let known = try await store.references(of: parts)
        try Self.checkEffort(zip(parts, known).map { $0.isSpan ? Int($1?.length ?? 0) : 0 })
        let located = try await store.located(zip(parts, known).map { part, source in source.map { (part, $0) } })
        var place = 0
        var questions: [Result<JudgedQuestion, JudgementFlaw>] = []
        var spans: [(question: Int, span: JudgedPart)] = []
        for (number, judgement) in judgements.enumerated() {
            let end = place + judgement.parts.count
            let result = Result { () throws(JudgementFlaw) in
                try Self.check(judgement, Array(zip(known[place..<end], located[place..<end])))
            }
            place = end
            if case .success(let parts) = result {
                for part in parts where part.isSpan { spans.append((number, part)) }
            }
            questions.append(
                result.map { JudgedQuestion(query: judgement.query, relevance: .sources(Self.grades($0)), parts: $0) }
            )
        }
        let characters = spans.reduce(0) { $0 + Int($1.span.end ?? 0) - Int($1.span.start ?? 0) }
        guard characters <= Self.mostCharacters else {
            throw ToolError(
                "The stretches have \(characters) characters together, more than \(Self.mostCharacters). Give fewer at once."
            )
        }
        let texts = try await texts(of: spans.map(\.span))
        var byQuestion: [Int: [JudgedSpan]] = [:]
        for ((question, span), text) in zip(spans, texts) {
            guard case .success(let judged) = questions[question] else { continue }
            guard let text, let found = Self.span(span, text) else {
                let flaw =
                    "the stretch from \(span.start ?? 0) to \(span.end ?? 0) of \(span.inWords) holds no whole word"
                questions[question] = .failure(JudgementFlaw("\(flaw). Make it longer."))
                continue
            }
            byQuestion[question, default: []].append(found)
            questions[question] = .success(
                JudgedQuestion(query: judged.query, relevance: .spans(byQuestion[question] ?? []), parts: judged.parts)
            )
        }
        return questions
    }

    /// The texts of spans, each after the character before it, which tells whether it begins with a whole word.
    private func texts(of spans: [JudgedPart]) async throws -> [String?] {
        try await access.sources().texts(
            spans.map { span in
                let (start, end) = (span.start ?? 0, span.end ?? 0)
                return (span.id ?? 0, max(0, start - 1)..<end)
            }
        )
    }

    private static func span(_ part: JudgedPart, _ text: String) -> JudgedSpan? {
        guard let source = part.id, let start = part.start, let end = part.end else { return nil }
        let tokens = TokenPlaces.starts(in: text, from: max(0, start - 1)).filter { $0 >= start }
        guard !tokens.isEmpty else { return nil }
        return JudgedSpan(
            source: source,
            range: start..<end,
            text: String(start > 0 ? text.unicodeScalars.dropFirst() : text.unicodeScalars[...]),
            tokens: tokens
        )
    }

    private static func grades(_ parts: [JudgedPart]) -> [Int32: Int] {
        Dictionary(parts.compactMap { part in part.id.map { ($0, Int(part.grade ?? 1)) } }) { first, _ in first }
    }

    // MARK: What can be wrong

    /// - Parameter lengths: Of the texts that stretches are in. Those with a place count as well: they are stored with
    ///   their words, so a set that was stored can be measured with.
    private static func checkEffort(_ lengths: [Int]) throws(ToolError) {
        let searched = lengths.reduce(0, +)
        guard searched <= mostSearched else {
            throw ToolError(
                """
                The stretches are in sources of \(searched) characters together, each stretch counting its source anew; \
                \(mostSearched) is the most. Give fewer stretches at once, or stretches of shorter sources.
                """
            )
        }
    }

    /// The parts of a judgement with the ids of their sources and, for stretches, their places.
    private static func check(
        _ judgement: Judgement,
        _ found: [(source: KnownSource?, place: LocatedSpan?)]
    ) throws(JudgementFlaw) -> [JudgedPart] {
        var parts: [JudgedPart] = []
        for (number, (part, found)) in zip(judgement.parts, found).enumerated() {
            do throws(JudgementFlaw) {
                parts.append(try check(part, found.source, found.place))
            } catch {
                throw JudgementFlaw("relevant[\(number)]: \(error.description)")
            }
        }
        let spans = parts.count(where: \.isSpan)
        guard spans == 0 || spans == parts.count else {
            throw JudgementFlaw(
                "relevant names whole sources and stretches of sources; give either, as they are measured differently."
            )
        }
        guard spans == 0 else { return parts }
        guard parts.contains(where: { ($0.grade ?? 1) > 0 }) else {
            throw JudgementFlaw("relevant has only grades of 0; name at least one source that answers the question.")
        }
        guard Set(parts.map(\.id)).count == parts.count else {
            throw JudgementFlaw("relevant names one source twice.")
        }
        return parts
    }

    private static func check(
        _ part: JudgedPart,
        _ source: KnownSource?,
        _ place: LocatedSpan?
    ) throws(JudgementFlaw) -> JudgedPart {
        guard part.id != nil || part.key != nil else { throw JudgementFlaw("give the id or the key of a source.") }
        guard let source else { throw JudgementFlaw("there is no source with \(part.inWords).") }
        guard part.key == nil || part.key == source.key else {
            throw JudgementFlaw(
                "the source with id \(source.id) does not have the key \"\(part.key ?? "")\"; give either."
            )
        }
        var found = part
        found.id = source.id
        found.key = source.key
        guard part.isSpan else { return found }
        guard part.grade == nil else {
            throw JudgementFlaw("grade is for whole sources; leave it out beside quote, start and end.")
        }
        guard (part.start == nil) == (part.end == nil) else { throw JudgementFlaw("give start and end, or neither.") }
        if let quote = part.quote {
            guard let start = place?.start else {
                throw JudgementFlaw(
                    place?.isAmbiguous == true
                        ? "quote occurs more than once in \(found.inWords); give start and end with it, or a longer quote."
                        : "quote does not occur in \(found.inWords); it must be there word for word."
                )
            }
            found.start = start
            found.end = start + Int32(quote.unicodeScalars.count)
            return found
        }
        guard let start = part.start, let end = part.end, start < end, end <= source.length else {
            throw JudgementFlaw(
                "start and end must be within the \(source.length) characters of \(found.inWords), start before end."
            )
        }
        guard end - start <= JudgementInput.longestSpan else {
            throw JudgementFlaw(
                "from start to end there are more than \(JudgementInput.longestSpan) characters; name several stretches."
            )
        }
        return found
    }
}

/// Why a judgement cannot be used, in words that follow its place.
struct JudgementFlaw: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

extension JudgedPart {
    /// In words that follow "in" and "with".
    fileprivate var inWords: String {
        key.map { "key \"\($0)\"" } ?? id.map { "id \($0)" } ?? "no name"
    }
}
