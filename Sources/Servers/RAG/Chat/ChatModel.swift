import Endpoints
import JSONFormat
import Logging
import Synchronization

/// A model behind an OpenAI-compatible `POST {base}/chat/completions`, asked for a stream.
final class ChatModel: Sendable {
    /// Gets the text so far, whenever it has grown. It is called in order and holds up the stream.
    typealias Progress = @Sendable (String) -> Void

    /// The address without secrets, for messages.
    var address: String { endpoint.address }
    private let model: String
    private let hasKey: Bool
    private let endpoint: JSONEndpoint
    private let logger: Logger
    private let dialect = Mutex<ChatDialect>([])

    /// A whole answer in JSON, or one event, with the thoughts of the model and all that belongs to its tokens.
    private static let sizeLimit = 8 << 20
    /// A text of the greatest length in events of one token each.
    private static let streamLimit = 128 << 20
    private static let attempts = 4
    private static let end = Array("[DONE]".utf8)

    /// - Parameters:
    ///   - baseURL: LLM_BASE_URL, with or without the path of chat completions.
    ///   - model: LLM_MODEL.
    ///   - apiKey: LLM_API_KEY.
    init(baseURL: String, model: String, apiKey: String?, logger: Logger) throws(ChatFailure) {
        if let flaw = EndpointURL.flaw(in: baseURL) {
            throw ChatFailure("LLM_BASE_URL \(flaw). It is an address such as http://localhost:11434/v1.")
        }
        self.model = model
        self.logger = logger
        hasKey = apiKey?.isEmpty == false
        endpoint = JSONEndpoint(
            EndpointURL.appending("chat/completions", to: baseURL),
            setting: "LLM_BASE_URL",
            token: hasKey ? apiKey : nil,
            sizeLimit: Self.sizeLimit
        )
    }

    /// Asks for the next message of a chat. Cancelling the task stops the model.
    ///
    /// - Throws: ``ChatFailure``, or `CancellationError`.
    func answer(
        to messages: [ChatMessage],
        _ options: ChatOptions = ChatOptions(),
        progress: Progress? = nil
    ) async throws -> ChatAnswer {
        let end = ContinuousClock.now + options.time
        var dialect = dialect.withLock { $0 }
        while true {
            let request = ChatRequest(model: model, messages: messages, options: options, dialect: dialect)
            do {
                return try await answer(to: request, until: end, progress)
            } catch let failure as EndpointFailure {
                guard dialect.learn(from: failure) else {
                    throw ChatFailure(failure, model: model, hasKey: hasKey)
                }
                let learnt = dialect
                self.dialect.withLock { $0.formUnion(learnt) }
            }
        }
    }

    private func answer(
        to request: ChatRequest,
        until end: ContinuousClock.Instant,
        _ progress: Progress?
    ) async throws -> ChatAnswer {
        let limits = StreamLimits(
            time: ContinuousClock.now.duration(to: end),
            silence: request.options.silence,
            bytes: Self.streamLimit
        )
        let texts = request.messages.map(\.content)
        do {
            return try await endpoint.stream(
                request.json.serialized(),
                within: limits,
                concealing: texts,
                retries: RetryPolicy(attempts: Self.attempts),
                logger: logger
            ) { streamed in try await self.transcript(of: streamed, progress).answer(asked: self.model) }
        } catch ChatTranscript.Flaw.error(let words) {
            throw ChatFailure(.error(endpoint.redacted(words, concealing: texts)), from: address)
        } catch let flaw as ChatTranscript.Flaw {
            throw ChatFailure(flaw, from: address)
        }
    }

    private func transcript(of answer: StreamedAnswer, _ progress: Progress?) async throws -> ChatTranscript {
        var transcript = ChatTranscript()
        func add(_ part: [UInt8]) throws {
            if try transcript.add(part) { progress?(transcript.text) }
        }
        switch answer {
        case .whole(let body): try add(body)
        case .events(let events):
            var isWhole = false
            do {
                while !isWhole, let event = try await events.next() {
                    if event == Self.end { isWhole = true } else { try add(event) }
                }
            } catch {
                // A text that has ended is whole: nothing that comes after it can spoil it.
                guard transcript.finishReason != nil else { throw error }
            }
            let hasText = !transcript.text.isEmpty
            guard transcript.finishReason != nil || isWhole && (hasText || !transcript.hasChoice) else {
                throw ChatTranscript.Flaw.unfinished
            }
        }
        guard transcript.hasChoice else { throw ChatTranscript.Flaw.notCompletion }
        return transcript
    }
}
