/// Why an endpoint gave no usable answer. The text is safe for logs and people: it contains no secret.
package struct EndpointFailure: Error, CustomStringConvertible {
    /// The address without user, password and query.
    package let address: String
    /// What happened, to be read after the address.
    package let reason: String
    /// The status, where there was an answer.
    package let status: UInt?
    /// Whether another attempt may succeed.
    package let mayPass: Bool
    /// How long the server asks to wait.
    let retryAfter: Duration?
    /// Where a redirect leads, as the server words it.
    package let redirectsTo: String?
    /// How often it was tried.
    var attempts = 1

    init(
        _ address: String,
        _ reason: String,
        status: UInt? = nil,
        mayPass: Bool = false,
        retryAfter: Duration? = nil,
        redirectsTo: String? = nil
    ) {
        self.address = address
        self.reason = reason
        self.status = status
        self.mayPass = mayPass
        self.retryAfter = retryAfter
        self.redirectsTo = redirectsTo
    }

    /// The address and what happened, with no full stop: the sentence may go on with the remedy.
    package var description: String {
        let tries = attempts > 1 ? " (tried \(attempts) times)" : ""
        return "\(address) \(reason)\(tries)"
    }
}
