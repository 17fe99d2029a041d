import Documents
import MCP
import Retrieval

/// A prompt for people: a question to be answered from the stored documents.
struct AnswerFromDocuments: Prompt {
    static let definition = PromptDefinition(
        name: "answer_from_documents",
        title: "Answer from the documents",
        description: "Finds the stored passages nearest to a question and asks for an answer that cites them."
    )

    struct Input: ToolInput {
        @Argument("What you want to know.", .length(1...100_000)) var question: String
        @Argument("How many passages to read.", .range(1...20)) var limit: Int32 = 5
    }

    let documents: DocumentAccess

    func messages(_ input: Input, context: RequestContext) async throws -> [PromptMessage] {
        let found = try await documents.collection()
            .search(input.question, limit: input.limit, minScore: nil, filter: nil)
        let passages = found.hits.map { hit in
            "[\(hit.id)] \(hit.title.map { "\($0): " } ?? "")\(hit.content ?? "")"
        }
        let none =
            found.exhausted ? "No documents are stored." : "No passages were found; some documents wait to be embedded."
        let sources = passages.isEmpty ? none : passages.joined(separator: "\n\n")
        let task = """
            Answer the question from these passages alone. After each statement give the number of its passage in \
            brackets. Say so where they do not contain the answer.

            Question: \(input.question)

            \(sources)
            """
        return [PromptMessage(.user, .text(task))]
    }
}
