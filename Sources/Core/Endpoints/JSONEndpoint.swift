import Async
import AsyncHTTPClient
import JSONFormat
package import Logging
import NIOCore
import NIOHTTP1

/// A remote address that speaks JSON over HTTP.
///
/// Every attempt has a time limit that covers the last byte, the size of answers is limited, redirects are refused, and
/// errors contain neither the token nor any secret in the address.
package struct JSONEndpoint: Sendable {
    /// An answer with status 200.
    package struct Answer: Sendable {
        /// The whole body.
        package let body: [UInt8]
        private let headers: HTTPHeaders

        fileprivate init(body: [UInt8], headers: HTTPHeaders) {
            self.body = body
            self.headers = headers
        }

        /// The values of a header that may occur several times.
        package func values(ofHeader name: String) -> [String] {
            headers[canonicalForm: name].map { String($0) }
        }
    }

    /// The address without user, password, query and fragment, for messages.
    package let address: String
    private let url: String
    private let setting: String
    private let token: String?
    private let sizeLimit: Int

    /// Shared by all endpoints and alive as long as the process. A redirect is refused: it would take tokens and texts
    /// to a server that nobody configured, or let another host say whom to trust.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: HTTPClient.Configuration.Timeout(connect: .seconds(10))
        )
        // A refused connection is reported at once; the caller decides when to try again.
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    /// - Parameters:
    ///   - url: An http or https address.
    ///   - setting: The name of the setting with the address, for errors.
    ///   - token: A bearer token to send along.
    ///   - sizeLimit: The most bytes of an answer.
    package init(_ url: String, setting: String, token: String? = nil, sizeLimit: Int) {
        self.url = url
        self.setting = setting
        self.token = token
        self.sizeLimit = sizeLimit
        address = Self.address(of: url)
    }

    /// An address without user, password, query and fragment.
    package static func address(of url: String) -> String {
        var address = url.prefix { $0 != "?" && $0 != "#" }
        if let scheme = address.firstRange(of: "://") {
            let authority = address[scheme.upperBound...].prefix { $0 != "/" }
            if let at = authority.lastIndex(of: "@") { address.removeSubrange(scheme.upperBound...at) }
        }
        return String(address)
    }

    /// Asks once.
    ///
    /// - Throws: ``EndpointFailure``, or `CancellationError`.
    package func get(within time: Duration) async throws -> Answer {
        try await send(HTTPClientRequest(url: url), within: time)
    }

    /// Sends JSON, and repeats it after failures that may be temporary.
    ///
    /// - Parameters:
    ///   - time: How long each attempt may take.
    ///   - end: The deadline of all attempts together; nil for none.
    ///   - isFinal: Whether a failure that may be temporary by its status is not, by what the server says.
    /// - Throws: ``EndpointFailure``, or `CancellationError`.
    package func post(
        _ body: [UInt8],
        within time: Duration,
        until end: ContinuousClock.Instant? = nil,
        retries: RetryPolicy,
        isFinal: (EndpointFailure) -> Bool = { _ in false },
        logger: Logger
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.body = .bytes(body)
        var attempt = 1
        while true {
            var failure: EndpointFailure
            do {
                return try await send(
                    request,
                    within: min(time, end.map { ContinuousClock.now.duration(to: $0) } ?? time)
                )
            } catch let error as EndpointFailure {
                failure = error
            }
            failure.attempts = attempt
            let delay = retries.delay(after: attempt, asked: failure.retryAfter, jitter: .random(in: 0...1))
            guard failure.mayPass, !isFinal(failure), let delay, end.map({ .now + delay < $0 }) ?? true else {
                throw failure
            }
            logger.warning(
                "request failed, trying again",
                metadata: [
                    "address": "\(address)", "reason": "\(failure.reason)", "attempt": "\(attempt)",
                    "delay": "\(delay)",
                ]
            )
            try await Task.sleep(for: delay)
            attempt += 1
        }
    }

    private func send(_ request: HTTPClientRequest, within time: Duration) async throws -> Answer {
        var request = request
        request.headers.add(name: "Accept", value: "application/json")
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        let prepared = request
        do {
            // The client's own deadline ends with the head of the answer.
            return try await withTimeLimit(time) {
                let response = try await Self.client.execute(prepared, deadline: .distantFuture)
                guard response.status == .ok else { throw await failure(response) }
                let body = try await response.body.collect(upTo: sizeLimit)
                return Answer(body: Array(body.readableBytesView), headers: response.headers)
            }
        } catch let error as EndpointFailure {
            throw error
        } catch is TimeLimitExceeded {
            throw EndpointFailure(address, "did not answer within \(time)", mayPass: true)
        } catch is NIOTooManyBytesError {
            throw EndpointFailure(address, "answered more than \(sizeLimit) bytes")
        } catch {
            try Task.checkCancellation()
            let reason = (error as? HTTPClientError)?.shortDescription ?? redacted("\(error)")
            throw EndpointFailure(address, "did not answer: \(reason)", mayPass: true)
        }
    }

    /// The failure for an answer other than 200. It quotes the server's message, without the token that it may repeat.
    private func failure(_ response: HTTPClientResponse) async -> EndpointFailure {
        let status = response.status
        if (300..<400).contains(status.code) {
            let reason =
                "redirects elsewhere (\(status.code)), which is not followed; set \(setting) to the address meant"
            return EndpointFailure(address, reason, status: status.code)
        }
        let body = (try? await response.body.collect(upTo: 1 << 16)).map { Array($0.readableBytesView) } ?? []
        let words = Self.message(in: body) ?? String(decoding: body, as: UTF8.self)
        let said = words.isEmpty ? "" : ": " + redacted(words)
        let asked = response.headers.first(name: "Retry-After").flatMap(Int.init)
        return EndpointFailure(
            address,
            "answered \(status.code) \(status.reasonPhrase)\(said)",
            status: status.code,
            mayPass: RetryPolicy.mayPass(status.code),
            retryAfter: asked.map { .seconds(max(0, $0)) }
        )
    }

    /// `{"error": {"message": …}}` of OpenAI, `{"error": …}` of Ollama and TEI, `{"message": …}` of others.
    private static func message(in body: [UInt8]) -> String? {
        guard let json = try? JSON(parsing: body) else { return nil }
        return json["error"]?["message"]?.stringValue ?? json["error"]?.stringValue ?? json["message"]?.stringValue
    }

    /// The start of a remote text, in one line and without the token.
    private func redacted(_ text: String) -> String {
        var text = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        if let token, !token.isEmpty { text = text.replacing(token, with: "[key]") }
        return String(text.prefix(300))
    }
}
