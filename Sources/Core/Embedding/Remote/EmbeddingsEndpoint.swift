import Endpoints
import FoundationEssentials
import Logging

/// One server's `POST /embeddings`.
struct EmbeddingsEndpoint: Sendable {
    private let configuration: RemoteEmbeddingConfiguration
    private let model: String
    private let endpoint: JSONEndpoint
    private let logger: Logger

    private static let responseLimit = 32 << 20

    init(_ configuration: RemoteEmbeddingConfiguration, model: String, logger: Logger) throws(EmbeddingError) {
        let base = configuration.baseURL
        if let flaw = EndpointURL.flaw(in: base) {
            throw EmbeddingError("EMBEDDING_BASE_URL \(flaw). It is an address such as http://localhost:11434/v1.")
        }
        for (name, value, least) in [
            ("passageBytes", configuration.passageBytes, 16), ("batchSize", configuration.batchSize, 1),
            ("concurrency", configuration.concurrency, 1), ("attempts", configuration.attempts, 1),
        ] where value < least {
            throw EmbeddingError("The remote embedding setting \(name) is \(value); it must be at least \(least).")
        }
        self.configuration = configuration
        self.model = model
        self.logger = logger
        endpoint = JSONEndpoint(
            EndpointURL.appending("embeddings", to: base),
            setting: "EMBEDDING_BASE_URL",
            token: configuration.apiKey,
            sizeLimit: Self.responseLimit
        )
    }

    /// One unit vector for each text.
    ///
    /// A single text is usually a query, for which somebody waits, so the total time of all attempts is limited then.
    /// - Parameter dimensions: How many each vector must have; nil to accept any number that all share.
    /// - Throws: ``BatchRefused`` where fewer texts may be taken.
    func vectors(_ texts: [String], dimensions: Int?) async throws -> [[Float]] {
        let body = try JSONEncoder().encode(
            // Most servers refuse an empty text, which nevertheless has a vector.
            Request(model: model, input: texts.map { $0.isEmpty ? " " : $0 })
        )
        let end = texts.count > 1 ? nil : ContinuousClock.now + .seconds(configuration.queryTimeoutSeconds)
        let answer: JSONEndpoint.Answer
        do {
            answer = try await endpoint.post(
                Array(body),
                within: .seconds(configuration.timeoutSeconds),
                until: end,
                retries: RetryPolicy(attempts: configuration.attempts),
                isFinal: { BatchRefused($0, of: texts.count) != nil },
                logger: logger
            )
        } catch let failure as EndpointFailure {
            if let refused = BatchRefused(failure, of: texts.count) { throw refused }
            throw EmbeddingError("\(failure).\(Self.name(texts, refusedBy: failure))")
        }
        guard let response = try? JSONDecoder().decode(EmbeddingsResponse.self, from: Data(answer.body)) else {
            throw EmbeddingError(
                "\(configuration.address) did not answer with embeddings: is it an OpenAI-compatible server, "
                    + "and does its address end in /v1?"
            )
        }
        return try response.vectors(count: texts.count, dimensions: dimensions, source: configuration.address)
    }

    /// Names a text that was refused alone, in a sentence.
    private static func name(_ texts: [String], refusedBy failure: EndpointFailure) -> String {
        guard let text = texts.first, texts.count == 1, failure.isAboutInput else { return "" }
        let start = String(text.unicodeScalars.prefix(40)).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return
            " It refused one text of \(text.utf8.count) bytes, which begins with \"\(start)\". Shorten that text, or "
            + "use a model that takes longer ones."
    }

    private struct Request: Encodable {
        let model: String
        let input: [String]
        let encodingFormat = "float"

        enum CodingKeys: String, CodingKey {
            case model, input
            case encodingFormat = "encoding_format"
        }
    }
}
