import JSONFormat

/// An answer as far as it has come.
struct ChatTranscript {
    /// What is wrong with a part of an answer.
    enum Flaw: Error, Equatable {
        case notCompletion
        /// A stream ended, but the text did not.
        case unfinished
        /// The endpoint reports an error in place of the rest, in these words.
        case error(String)
        case tooLong
    }

    /// The most bytes of a text.
    static let textLimit = 1 << 20

    private(set) var text = ""
    private(set) var finishReason: String?
    /// Whether anything came that belongs to a completion.
    private(set) var hasChoice = false
    private var model: String?
    private var promptTokens: Int?
    private var completionTokens: Int?

    /// Adds a chunk of a stream, or a whole completion.
    ///
    /// - Returns: Whether the text has grown.
    mutating func add(_ bytes: [UInt8]) throws(Flaw) -> Bool {
        guard let part = try? JSON(parsing: bytes), part.objectValue != nil else { throw .notCompletion }
        if let error = part["error"], error != .null {
            throw .error(error["message"]?.stringValue ?? error.stringValue ?? error.description)
        }
        if let name = part["model"]?.stringValue, !name.isEmpty { model = name.storable }
        promptTokens = Self.count(part["usage"]?["prompt_tokens"]) ?? promptTokens
        completionTokens = Self.count(part["usage"]?["completion_tokens"]) ?? completionTokens
        guard case .array(let choices)? = part["choices"], let choice = choices.first else { return false }
        hasChoice = true
        if let reason = choice["finish_reason"]?.stringValue { finishReason = reason }
        let message = choice["delta"] ?? choice["message"]
        guard let more = message?["content"]?.stringValue?.storable, !more.isEmpty else { return false }
        guard text.utf8.count + more.utf8.count <= Self.textLimit else { throw .tooLong }
        text += more
        return true
    }

    /// The answer that it comes to.
    ///
    /// - Parameter asked: The model that was asked, for an endpoint that does not name its own.
    func answer(asked: String) -> ChatAnswer {
        ChatAnswer(
            text: text,
            model: model ?? asked,
            finishReason: finishReason,
            promptTokens: promptTokens,
            completionTokens: completionTokens
        )
    }

    private static func count(_ number: JSON?) -> Int? {
        switch number {
        case .int(let count)?: Int(exactly: count)
        case .double(let count)?: Int(exactly: count)
        default: nil
        }
    }
}
