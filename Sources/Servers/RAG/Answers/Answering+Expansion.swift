import Async
import Logging
import Retrieval

extension Answering {
    /// Makes a question of a session into one that stands alone, where there is a model that can. Whoever asks with phrases
    /// or exclusions has said exactly what is to be searched for, which other words would turn into something else.
    func rewrite(_ inquiry: Inquiry, into outcome: inout Outcome) async throws {
        guard inquiry.expansion == .rewrite, let model, let session = inquiry.session,
            !KeywordQuery(inquiry.question).hasConditions
        else { return }
        let history = try await access.queries().history(of: session, limit: QuestionRewriting.history)
        guard !history.isEmpty else { return }
        let rewriting = QuestionRewriting(model: model, texts: try await access.chunkStore().texts)
        do {
            outcome.rewritten = try await outcome.times.measure("rewrite") {
                try await rewriting.standalone(inquiry.question, after: history)
            }
        } catch let failure as ChatFailure {
            access.logger.warning("a question was not rewritten", error: failure)
            outcome.notes.append("The question was searched for as it is, without its session. \(failure)")
        }
    }

    /// Searches for a passage that might answer the question, too. How well the question itself is answered stays what it
    /// was: the least score was measured with questions.
    func invent(_ inquiry: Inquiry, into outcome: inout Outcome) async throws {
        guard let model else { return }
        let question = outcome.searched
        do {
            let passage = try await outcome.times.measure("hyde") {
                try await HypotheticalPassage(model: model).passage(answering: question)
            }
            outcome.passage = passage
            outcome.found = try await outcome.times.measure("search") {
                try await inquiry.search.find("\(question) \(passage)")
            }
        } catch let failure as ChatFailure {
            access.logger.warning("no passage was invented", error: failure)
            outcome.notes.append("The question alone was searched for. \(failure)")
        }
    }
}
