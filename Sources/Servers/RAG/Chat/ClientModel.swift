import JSONFormat
import MCP
import OrderedCollections
import Text

/// The model of the client, which is asked within the call that needs it, as clients of 2026-07-28 let themselves be asked.
///
/// What it says comes through the client, and may be anything.
struct ClientModel: Sendable {
    /// The name of the one request to it.
    private static let request = "answer"
    /// The most bytes of a text. What is asked for has some thousand.
    private static let textLimit = 64 << 10
    private static let longestName = 200

    let context: RequestContext

    /// Whether the client lets its model be asked.
    var isOffered: Bool { context.canAsk(.sampling([:])) }

    /// Asks for an answer.
    ///
    /// - Parameter state: What comes back with it.
    func asking(_ prompt: AnswerPrompt, mostTokens: Int, state: JSON) -> InputRequired {
        InputRequired(
            [
                Self.request: .sampling([
                    // A client may leave a system prompt out, so that there is none.
                    "messages": [
                        [
                            "role": "user",
                            "content": ["type": "text", "text": .string("\(prompt.instructions)\n\n\(prompt.task)")],
                        ]
                    ],
                    "maxTokens": .int(Int64(mostTokens)),
                    "temperature": 0,
                ])
            ],
            state: state
        )
    }

    /// What it has answered; nil where it was not asked, or the client has something else to say.
    ///
    /// - Throws: ``ChatFailure`` for what is no answer.
    func answer() throws(ChatFailure) -> ChatAnswer? {
        guard let result = context.responses[Self.request]?.objectValue else { return nil }
        let reason = result["stopReason"]?.stringValue?.storable.start(of: Self.longestName)
        let text = try Self.text(of: result["content"])
        if ["refusal", "content_filter"].contains(reason) {
            throw ChatFailure("The client's model refused to answer.")
        }
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw ChatFailure("The client's model answered with an empty text.")
        }
        let model = result["model"]?.stringValue?.storable.start(of: Self.longestName) ?? ""
        return ChatAnswer(
            text: text,
            model: model.isEmpty ? "unknown" : model,
            finishReason: reason == "maxTokens" ? "length" : reason ?? "stop"
        )
    }

    /// The text of a block of content, or of several.
    private static func text(of content: JSON?) throws(ChatFailure) -> String {
        let blocks =
            switch content {
            case .array(let blocks)?: blocks
            case .object?: [content ?? .null]
            default: [JSON]()
            }
        let texts = blocks.filter { $0["type"] == "text" }.compactMap { $0["text"]?.stringValue }
        guard !texts.isEmpty else {
            throw ChatFailure(
                blocks.isEmpty
                    ? "The client's answer has no content as sampling/createMessage returns it."
                    : "The client's model answered with something else than text."
            )
        }
        guard texts.reduce(0, { $0 + $1.utf8.count }) <= textLimit else {
            throw ChatFailure("The client's model answered with more than \(textLimit) bytes of text.")
        }
        // Blocks may end in the middle of a sentence.
        return texts.joined(separator: " ").storable
    }
}
