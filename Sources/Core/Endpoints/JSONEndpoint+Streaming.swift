import Async
import AsyncHTTPClient
package import Logging

extension JSONEndpoint {
    /// Sends JSON, and reads the answer piece by piece.
    ///
    /// Failures that may be temporary are followed by other attempts until the first event has come, so that the answer
    /// is read at most once. The connection closes when the reading returns or throws, when the task is cancelled, and
    /// when a limit is passed: a model stops there.
    ///
    /// - Parameters:
    ///   - texts: What of the body must not occur in errors and logs, even if the server repeats it.
    ///   - isFinal: Whether a failure that may be temporary by its status is not, by what the server says.
    ///   - read: Reads the answer, as far as it needs.
    /// - Throws: ``EndpointFailure``, `CancellationError`, or what `read` throws.
    package func stream<Result: Sendable>(
        _ body: [UInt8],
        within limits: StreamLimits,
        concealing texts: [String] = [],
        retries: RetryPolicy,
        isFinal: (EndpointFailure) -> Bool = { _ in false },
        logger: Logger,
        _ read: @escaping @Sendable (StreamedAnswer) async throws -> Result
    ) async throws -> Result {
        let request = request(posting: body, accepting: "text/event-stream, application/json")
        let redaction = Redaction(token: token, texts: texts)
        let deadlines = StreamDeadlines(limits)
        return try await retrying(
            retries,
            until: deadlines.end,
            isFinal: { deadlines.hasBegun || isFinal($0) },
            logger: logger
        ) {
            do {
                return try await deadlines.enforced {
                    let response = try await response(to: request, redaction)
                    return try await read(StreamedEvents(response.body, of: self, limits, deadlines).opening())
                }
            } catch StreamDeadlines.Missed.silence {
                throw EndpointFailure(
                    address,
                    "said nothing for \(limits.silence.inWords) in the middle of its answer",
                    mayPass: true
                )
            } catch StreamDeadlines.Missed.end {
                let what = deadlines.hasBegun ? "did not end its answer" : "did not answer"
                throw EndpointFailure(address, "\(what) within \(limits.time.inWords)", mayPass: true)
            }
        }
    }
}
