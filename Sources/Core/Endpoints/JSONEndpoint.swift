package import Logging
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

        init(body: [UInt8], headers: HTTPHeaders) {
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
    let url: String
    let setting: String
    let token: String?
    let sizeLimit: Int

    /// - Parameters:
    ///   - url: An http or https address.
    ///   - setting: The name of the setting with the address, for errors.
    ///   - token: A bearer token to send along.
    ///   - sizeLimit: The most bytes of an answer, or of one event where the answer is a stream of them.
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
    /// - Parameter types: What is wanted: media types, separated by commas.
    /// - Throws: ``EndpointFailure``, or `CancellationError`.
    package func get(within time: Duration, accepting types: String = "application/json") async throws -> Answer {
        try await send(request(accepting: types), within: time)
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
        let request = request(posting: body)
        return try await retrying(retries, until: end, isFinal: isFinal, logger: logger) {
            try await send(request, within: min(time, end.map { ContinuousClock.now.duration(to: $0) } ?? time))
        }
    }
}
