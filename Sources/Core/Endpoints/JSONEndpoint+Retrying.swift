import Logging

extension JSONEndpoint {
    /// Repeats attempts that fail in a way that may be temporary.
    ///
    /// - Parameters:
    ///   - end: The deadline of all attempts together; nil for none.
    ///   - isFinal: Whether a failure that may be temporary by its kind is not to be followed by another attempt.
    func retrying<Result>(
        _ retries: RetryPolicy,
        until end: ContinuousClock.Instant?,
        isFinal: (EndpointFailure) -> Bool,
        logger: Logger,
        _ attempt: () async throws -> Result
    ) async throws -> Result {
        var attempts = 1
        while true {
            var failure: EndpointFailure
            do {
                return try await attempt()
            } catch let error as EndpointFailure {
                failure = error
            }
            failure.attempts = attempts
            let delay = retries.delay(after: attempts, asked: failure.retryAfter, jitter: .random(in: 0...1))
            guard failure.mayPass, !isFinal(failure), let delay, end.map({ .now + delay < $0 }) ?? true else {
                throw failure
            }
            logger.warning(
                "request failed, trying again",
                metadata: [
                    "address": "\(address)", "reason": "\(failure.reason)", "attempt": "\(attempts)",
                    "delay": "\(delay)",
                ]
            )
            try await Task.sleep(for: delay)
            attempts += 1
        }
    }
}
