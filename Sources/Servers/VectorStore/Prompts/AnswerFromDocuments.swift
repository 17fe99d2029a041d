import Documents
import MCP
import Retrieval

/// A prompt for people: a question to be answered from what is stored.
struct AnswerFromDocuments: Prompt {
    let documents: DocumentAccess

    var description: PromptDescription {
        PromptDescription(
            name: "answer_from_documents",
            title: "Answer from the documents",
            description: "Finds the stored passages nearest to a question and asks for an answer that cites them.",
            arguments: [
                .init(name: "question", description: "What you want to know.", isRequired: true),
                .init(name: "limit", description: "How many passages to read, 1 to 20; 5 if not given."),
            ]
        )
    }

    func messages(_ arguments: [String: String], context: RequestContext) async throws -> [PromptMessage] {
        let question = arguments["question"] ?? ""
        let limit = try Self.limit(arguments["limit"])
        let found = try await documents.collection().search(question, limit: limit, minScore: nil, filter: nil)
        let passages = found.hits.map { hit in
            "[\(hit.id)] \(hit.title.map { "\($0): " } ?? "")\(hit.content ?? "")"
        }
        let sources = passages.isEmpty ? "No documents are stored." : passages.joined(separator: "\n\n")
        let task = """
            Answer the question from these passages alone. After each statement give the number of its passage in \
            brackets. Say so where they do not hold the answer.

            Question: \(question)

            \(sources)
            """
        return [PromptMessage(.user, .text(task))]
    }

    func complete(_ completion: CompletionRequest) async throws -> Completion {
        guard completion.argument == "limit" else { return Completion() }
        return Completion(["5", "10", "20"].filter { $0.hasPrefix(completion.value) })
    }

    private static func limit(_ text: String?) throws -> Int32 {
        guard let text else { return 5 }
        guard let limit = Int32(text), (1...20).contains(limit) else {
            throw ToolError("limit must be a whole number from 1 to 20 (got \"\(text)\")")
        }
        return limit
    }
}
