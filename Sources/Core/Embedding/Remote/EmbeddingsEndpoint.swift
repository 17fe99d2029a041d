import AsyncHTTPClient
import FoundationEssentials
import Logging
import NIOCore
import NIOHTTP1

/// One server's `POST /embeddings`.
struct EmbeddingsEndpoint: Sendable {
    private let configuration: RemoteEmbeddingConfiguration
    private let model: String
    private let url: String
    private let retries: RetryPolicy
    private let logger: Logger

    /// Shared by all embedders and alive as long as the process. A redirect is refused, for it would take the key and
    /// the texts to a server that nobody configured.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: HTTPClient.Configuration.Timeout(connect: .seconds(10))
        )
        // A refused connection is told at once; when to try again is decided here.
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    private static let responseLimit = 32 << 20

    init(_ configuration: RemoteEmbeddingConfiguration, model: String, logger: Logger) throws(EmbeddingError) {
        let base = configuration.baseURL
        guard base.hasPrefix("http://") || base.hasPrefix("https://"), let url = URL(string: base), url.host() != nil
        else {
            throw EmbeddingError(
                "EMBEDDING_BASE_URL must be an http or https address, such as http://localhost:11434/v1."
            )
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
        var path = base[...]
        while path.hasSuffix("/") { path.removeLast() }
        self.url = path + "/embeddings"
        retries = RetryPolicy(attempts: configuration.attempts)
    }

    /// One unit vector for each text.
    ///
    /// One text alone is most often a query, for which somebody waits: all tries together are bounded then.
    /// - Parameter dimensions: how many each must have; nil to take what comes, if all have the same.
    func vectors(_ texts: [String], dimensions: Int?) async throws -> [[Float]] {
        let body = try JSONEncoder().encode(
            // Most servers refuse an empty text, which nevertheless has a vector.
            Request(model: model, input: texts.map { $0.isEmpty ? " " : $0 })
        )
        let timeout = Duration.seconds(configuration.timeoutSeconds)
        let end = texts.count > 1 ? nil : ContinuousClock.now + .seconds(configuration.queryTimeoutSeconds)
        var attempt = 1
        while true {
            let failure: Failure
            do {
                let answer = try await send(
                    Array(body),
                    within: min(timeout, end.map { ContinuousClock.now.duration(to: $0) } ?? timeout)
                )
                let response: EmbeddingsResponse
                do {
                    response = try JSONDecoder().decode(EmbeddingsResponse.self, from: Data(answer))
                } catch {
                    throw EmbeddingError(
                        "\(configuration.address) answered something else than embeddings: is it an OpenAI-compatible "
                            + "server, and does its address end in /v1?"
                    )
                }
                return try response.vectors(count: texts.count, dimensions: dimensions, source: configuration.address)
            } catch let error as Failure {
                failure = error
            }
            let delay = retries.delay(after: attempt, asked: failure.retryAfter, jitter: .random(in: 0...1))
            guard failure.mayPass, let delay, end.map({ .now + delay < $0 }) ?? true else {
                let tries = attempt > 1 ? " (tried \(attempt) times)" : ""
                throw EmbeddingError("\(configuration.address) \(failure.reason)\(tries).")
            }
            logger.warning(
                "embedding request failed, to be sent again",
                metadata: ["reason": "\(failure.reason)", "attempt": "\(attempt)", "delay": "\(delay)"]
            )
            try await Task.sleep(for: delay)
            attempt += 1
        }
    }

    private func send(_ body: [UInt8], within time: Duration) async throws -> [UInt8] {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: "Accept", value: "application/json")
        if let key = configuration.apiKey { request.headers.add(name: "Authorization", value: "Bearer \(key)") }
        request.body = .bytes(body)
        let prepared = request
        do {
            // The client's own deadline ends with the head of the answer.
            let answer = try await Task.limited(to: time) {
                let response = try await Self.client.execute(prepared, deadline: .distantFuture)
                guard response.status == .ok else { throw await failure(response) }
                return Array(try await response.body.collect(upTo: Self.responseLimit).readableBytesView)
            }
            guard let answer else {
                throw Failure(reason: "did not answer within \(time)", mayPass: true, retryAfter: nil)
            }
            return answer
        } catch let error as Failure {
            throw error
        } catch let error as CancellationError {
            throw error
        } catch is NIOTooManyBytesError {
            throw EmbeddingError("\(configuration.address) answered more than \(Self.responseLimit) bytes.")
        } catch {
            try Task.checkCancellation()
            let reason = (error as? HTTPClientError)?.shortDescription ?? redacted("\(error)")
            throw Failure(reason: "did not answer: \(reason)", mayPass: true, retryAfter: nil)
        }
    }

    /// What an answer other than 200 means. The server's own words help, the key that they may repeat does not.
    private func failure(_ response: HTTPClientResponse) async -> Failure {
        let status = response.status
        if (300..<400).contains(status.code) {
            return Failure(
                reason: "redirects elsewhere (\(status.code)); set EMBEDDING_BASE_URL to the address meant",
                mayPass: false,
                retryAfter: nil
            )
        }
        let text = (try? await response.body.collect(upTo: 1 << 16)).map { String(buffer: $0) } ?? ""
        let words = (try? JSONDecoder().decode(Complaint.self, from: Data(text.utf8)))?.message ?? text
        let said = words.isEmpty ? "" : ": " + redacted(words)
        let asked = response.headers.first(name: "Retry-After").flatMap(Int.init)
        return Failure(
            reason: "answered \(status.code) \(status.reasonPhrase)\(said)",
            mayPass: RetryPolicy.mayPass(status.code),
            retryAfter: asked.map { .seconds(max(0, $0)) }
        )
    }

    /// The start of a text from elsewhere, in one line and without the key.
    private func redacted(_ text: String) -> String {
        var text = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        if let key = configuration.apiKey, !key.isEmpty { text = text.replacing(key, with: "[key]") }
        return String(text.prefix(300))
    }

    /// A try that failed.
    private struct Failure: Error {
        let reason: String
        let mayPass: Bool
        let retryAfter: Duration?
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

    /// `{"error": {"message": …}}` of OpenAI, `{"error": …}` of Ollama and TEI, `{"message": …}` of others.
    private struct Complaint: Decodable {
        let message: String?

        private struct Detail: Decodable {
            let message: String?
        }

        private enum CodingKeys: CodingKey {
            case error, message
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            message =
                (try? container.decode(Detail.self, forKey: .error))?.message
                ?? (try? container.decode(String.self, forKey: .error))
                ?? (try? container.decode(String.self, forKey: .message))
        }
    }
}
