/// What a model is told that writes an answer from passages.
struct AnswerPrompt: Sendable {
    let question: String
    let context: PackedContext
    /// What is said before the question.
    let instructions: String
    private let fence = PromptFence("passages")

    init(question: String, context: PackedContext) {
        self.question = question
        self.context = context
        let example = context.marks[1]
        instructions = """
            Answer the question from the passages alone, in the language of the question. After each sentence give the mark \
            of every passage it rests on, as in \(example). Say only what they say; where they do not contain the answer, \
            reply with exactly: \(Answer.unknown)
            \(fence.warning(of: "The passages"))
            """
    }

    /// The passages and the question.
    var task: String {
        """
        \(fence.around(context.text))

        Question: \(question)
        """
    }
}
