import HTTP
import MCP
import Text

struct EvaluateRetrieval: Tool {
    static let definition = ToolDefinition(
        name: "evaluate_retrieval",
        title: "Evaluate retrieval",
        description: """
            Measures search_documents on questions of which it is known what answers them, with 95 % intervals; compares \
            two configurations by a paired test, and says whether a gate is passed.
            """,
        annotations: .readOnly
    ).asTask(endsSoon: true)

    struct Input: ToolInput {
        @Argument("Questions with what answers them.", .count(1...JudgementInput.most)) var judgements:
            [JudgementInput]?
        @Argument("Or the name of a set of them; see save_judgements.", .length(1...100)) var set: String?
        @Argument("What to measure: options of search_documents.") var configuration = SearchOptions()
        @Argument("Another to compare it with, such as the one in use.") var compareWith: SearchOptions?
        @Argument("What must hold before configuration is used.") var gate: EvaluationGate?
        @Argument("How many of the worst questions to show.", .range(0...50)) var worst: Int32 = 10
    }

    struct Output: ToolOutput {
        /// How many were asked.
        var questions: Int
        var metrics: [MetricOutput]
        var gate: Gate?
        /// The questions that went worst, or lost most against compare_with.
        var worst: [WorstOutput]
        /// Judgements of the set that could not be used, as their source is gone; the first of them, and how many.
        var skipped: [Skipped]?
        var skippedCount: Int?
        /// How many sources and chunks are not found yet by all that they say; absent for none.
        var waiting: Int32?

        static let propertyDescriptions = [
            "metrics": """
            Of sources: ndcg (gains 2^grade-1), recall, mrr. Of stretches: token_recall, token_precision, token_iou \
            over words and marks, and mrr of the first passage with some of the answer.
            """
        ]
    }

    struct Gate: Codable, Sendable {
        /// unknown where the questions are too few to tell.
        var verdict: EvaluationGate.Verdict
        var reason: String
    }

    struct Skipped: Codable, Sendable {
        var query: String
        var reason: String
    }

    private static let mostShown = 10

    let access: RAGAccess

    func call(_ input: Input, context: RequestContext) async throws -> Output {
        let (questions, skipped) = try await questions(of: input)
        try input.gate?.check(questions, compares: input.compareWith != nil)
        let run = EvaluationRun(
            search: PassageSearch(access: access, options: input.configuration),
            other: input.compareWith.map { PassageSearch(access: access, options: $0) }
        )
        let outcomes = try await run.run(questions) { done in
            context.progress(
                Double(done),
                of: Double(questions.count),
                message: "\(done) of \(questions.count) questions"
            )
        }
        let summaries = EvaluationMetric.allCases.compactMap { MetricSummary($0, of: outcomes) }
        let waiting = outcomes.map { max($0.evaluation.waiting, $0.other?.waiting ?? 0) }.max() ?? 0
        return Output(
            questions: outcomes.count,
            metrics: summaries.map(MetricOutput.init),
            gate: input.gate.map { gate in
                let summary = summaries.first { $0.metric == gate.metric }
                let (verdict, reason) = gate.verdict(on: summary, skipped: skipped.count)
                return Gate(verdict: verdict, reason: reason)
            },
            worst: Self.worst(of: outcomes, input),
            skipped: skipped.isEmpty ? nil : Array(skipped.prefix(Self.mostShown)),
            skippedCount: skipped.isEmpty ? nil : skipped.count,
            waiting: waiting > 0 ? waiting : nil
        )
    }

    private func questions(of input: Input) async throws -> (questions: [JudgedQuestion], skipped: [Skipped]) {
        switch (input.judgements, input.set) {
        case (let given?, nil):
            let judgements = given.map(\.judgement)
            return (try await access.judged(judgements, at: "judgements", refusing: "Nothing was measured"), [])
        case (nil, let name?):
            let judgements = try await access.judgements(ofSet: name)
            var (questions, skipped) = ([JudgedQuestion](), [Skipped]())
            for (judgement, found) in zip(judgements, try await JudgementResolution(access: access).resolve(judgements))
            {
                switch found {
                case .success(let question): questions.append(question)
                case .failure(let flaw):
                    skipped.append(Skipped(query: String(judgement.query.prefix(200)), reason: flaw.description))
                }
            }
            guard !questions.isEmpty else {
                throw ToolError(
                    """
                    None of the \(judgements.count.counted("judgement")) of \"\(name)\" can be used. The first: \
                    \(skipped.first?.reason ?? "")
                    """
                )
            }
            return (questions, skipped)
        case (nil, nil): throw ToolError("Give judgements, or the name of a set that save_judgements has stored.")
        case (_?, _?): throw ToolError("Give judgements or set, not both.")
        }
    }

    /// Those that went worst by the first metric that each has; with a comparison, those that lost most.
    private static func worst(of outcomes: [EvaluationRun.Outcome], _ input: Input) -> [WorstOutput] {
        let lead = input.gate?.metric
        let ranked = outcomes.compactMap { outcome -> (WorstOutput, loss: Double)? in
            guard
                let metric = [lead].compactMap(\.self).first(where: outcome.question.metrics.contains)
                    ?? outcome.question.metrics.first
            else { return nil }
            let worst = WorstOutput(outcome, by: metric)
            return (worst, loss: (worst.otherScore ?? worst.score) - worst.score)
        }
        return ranked.filter { $0.0.score < 1 || $0.loss > 0 }
            .sorted { ($1.loss, $0.0.score) < ($0.loss, $1.0.score) }
            .prefix(Int(input.worst)).map(\.0)
    }
}
