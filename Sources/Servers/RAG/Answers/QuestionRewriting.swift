import Retrieval
import Text

/// A question of a session with its answer.
struct PastQuestion: Sendable {
    /// As it was searched for.
    let question: String
    let answer: String
}

/// Makes a question that needs the conversation before it into one that stands alone.
///
/// What the model writes is only taken where it keeps what the question says, and adds nothing that the conversation does
/// not say: an answer, an earlier question, or what a text asks for, is not searched for.
struct QuestionRewriting: Sendable {
    /// How many questions back a question may point.
    static let history: Int32 = 3
    private static let longestAnswer = 400
    private static let longest = 1_000
    /// What part of its words the conversation must say.
    private static let leastKnown = 0.7
    /// What part of the question's words it must keep.
    private static let leastKept = 0.5
    private static let options = ChatOptions(maxTokens: 200, time: .seconds(20), silence: .seconds(10))

    let model: ChatModel
    let texts: EmbeddedTableStore

    /// The question that stands alone; nil where it does so as it is.
    ///
    /// - Parameter history: The questions before it, the first first.
    /// - Throws: ``ChatFailure``, or `CancellationError`.
    func standalone(_ question: String, after history: [PastQuestion]) async throws -> String? {
        let conversation = history.map { past in
            "Question: \(past.question)\nAnswer: \(past.answer.start(of: Self.longestAnswer))"
        }
        .joined(separator: "\n")
        let written = try await model.answer(to: messages(question, conversation), Self.options).text
        let rewritten = Self.plain(written)
        guard rewritten != Self.plain(question) else { return nil }
        if let flaw = try await flaw(of: rewritten, question, conversation) {
            throw ChatFailure("The model of LLM_BASE_URL \(flaw).")
        }
        return rewritten
    }

    private func messages(_ question: String, _ conversation: String) -> [ChatMessage] {
        let fence = PromptFence("conversation")
        let instructions = """
            You make the last question of a conversation understandable without the conversation. Replace what points back, \
            such as "it", "there" or "and", by what is meant, in the words of the conversation and in the language of the \
            question. Add nothing else, and do not answer. Reply with the question alone; where it is understandable as it \
            stands, repeat it.
            \(fence.warning(of: "The questions and answers"))
            """
        return [
            ChatMessage(role: .system, content: instructions),
            ChatMessage(role: .user, content: "\(fence.around(conversation))\n\nLast question: \(question)"),
        ]
    }

    /// Why it is no other form of the question; nil where it is.
    private func flaw(of rewritten: String, _ question: String, _ conversation: String) async throws -> String? {
        guard rewritten.unicodeScalars.count <= Self.longest else { return "wrote more than a question" }
        let words = try await texts.lexemes(of: [rewritten, question, conversation])
        let (all, own) = (words[0], words[1])
        guard !all.isEmpty else { return "wrote no question" }
        let foreign = all.subtracting(own).subtracting(words[2])
        guard Double(foreign.count) <= (1 - Self.leastKnown) * Double(all.count),
            !foreign.contains(where: { $0.contains(where: \.isNumber) })
        else { return "added what the session does not say" }
        guard Double(own.intersection(all).count) >= Self.leastKept * Double(own.count) else {
            return "wrote another question"
        }
        return nil
    }

    /// In one line, without what models put before a question.
    private static func plain(_ text: String) -> String {
        let words = text.withoutConditions
        let label = ["Last question: ", "Question: "].first(where: words.hasPrefix)
        return String(words.dropFirst(label?.count ?? 0))
    }
}
