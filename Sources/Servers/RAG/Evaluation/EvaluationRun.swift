import MCP
import Retrieval

/// Questions that are asked and judged, with one configuration or with two.
struct EvaluationRun: Sendable {
    /// One question with what each configuration has reached.
    struct Outcome: Sendable {
        let question: JudgedQuestion
        let evaluation: QuestionEvaluation
        /// That of the configuration that it is compared with.
        let other: QuestionEvaluation?
    }

    /// So many questions are asked at once: more would keep other callers from the model and the database.
    private static let atOnce = 4

    let search: PassageSearch
    let other: PassageSearch?

    /// The outcomes in the order of the questions.
    func run(_ questions: [JudgedQuestion], progress: (_ done: Int) -> Void) async throws -> [Outcome] {
        var outcomes = [Outcome?](repeating: nil, count: questions.count)
        try await withThrowingTaskGroup(of: (Int, Outcome).self) { group in
            var rest = questions.enumerated().makeIterator()
            func askNext() {
                guard let (place, question) = rest.next() else { return }
                group.addTask { (place, try await ask(question, place)) }
            }
            for _ in 0..<Self.atOnce { askNext() }
            var done = 0
            while let (place, outcome) = try await group.next() {
                outcomes[place] = outcome
                done += 1
                progress(done)
                askNext()
            }
        }
        return outcomes.compactMap(\.self)
    }

    private func ask(_ question: JudgedQuestion, _ place: Int) async throws -> Outcome {
        do {
            let evaluation = try await QuestionEvaluation(question, by: search)
            var compared: QuestionEvaluation?
            if let other { compared = try await QuestionEvaluation(question, by: other) }
            return Outcome(question: question, evaluation: evaluation, other: compared)
        } catch let error as RetrievalError where error.kind == .text {
            throw ToolError("Question \(place + 1), \"\(question.query.prefix(100))\": \(error.description)")
        }
    }
}
