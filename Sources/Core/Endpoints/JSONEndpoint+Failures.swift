import AsyncHTTPClient
import JSONFormat
import NIOCore
import NIOHTTP1

extension JSONEndpoint {
    /// What stands for an error of the client.
    ///
    /// - Parameter what: What the server failed to do, to be read after the address.
    /// - Throws: `CancellationError` where the task was cancelled, which is no failure of the endpoint.
    func failure(_ error: any Error, _ what: String = "did not answer") throws -> EndpointFailure {
        try Task.checkCancellation()
        if error is NIOTooManyBytesError { return EndpointFailure(address, "answered more than \(sizeLimit) bytes") }
        let reason = (error as? HTTPClientError)?.shortDescription ?? Redaction(token: token).applied(to: "\(error)")
        return EndpointFailure(address, "\(what): \(reason)", mayPass: true)
    }

    /// The failure for an answer other than 200. It quotes the server's message, without what is not to be repeated.
    func failure(_ response: HTTPClientResponse, _ redaction: Redaction) async -> EndpointFailure {
        let status = response.status
        if (300..<400).contains(status.code) {
            let reason =
                "redirects elsewhere (\(status.code)), which is not followed; set \(setting) to the address meant"
            return EndpointFailure(
                address,
                reason,
                status: status.code,
                redirectsTo: response.headers.first(name: "Location")
            )
        }
        let body = (try? await response.body.collect(upTo: 1 << 16)).map { Array($0.readableBytesView) } ?? []
        let words = redaction.applied(to: Self.words(in: body, redaction))
        let asked = response.headers.first(name: "Retry-After").flatMap(Int.init)
        return EndpointFailure(
            address,
            "answered \(status.code) \(status.reasonPhrase)" + (words.isEmpty ? "" : ": " + words),
            status: status.code,
            mayPass: RetryPolicy.mayPass(status.code),
            retryAfter: asked.map { .seconds(max(0, $0)) }
        )
    }

    /// The server's own words in the body of an error.
    private static func words(in body: [UInt8], _ redaction: Redaction) -> String {
        guard let json = try? JSON(parsing: body) else { return String(decoding: body, as: UTF8.self) }
        // JSON of another form may repeat the request, in escapes that hide it from the redaction.
        return message(in: json) ?? (redaction.texts.isEmpty ? String(decoding: body, as: UTF8.self) : "")
    }

    /// The message of an error: `{"error": {"message": …}}` of OpenAI, `{"error": …}` of Ollama and TEI,
    /// `{"message": …}` and `{"detail": …}` of others.
    private static func message(in json: JSON) -> String? {
        json["error"]?["message"]?.stringValue ?? json["error"]?.stringValue ?? json["message"]?.stringValue
            ?? json["detail"]?.stringValue
    }

    /// A remote text as errors may quote it: its start in one line, without the token, and nothing where it repeats one
    /// of the private texts.
    package func redacted(_ text: String, concealing texts: [String]) -> String {
        Redaction(token: token, texts: texts).applied(to: text)
    }
}
