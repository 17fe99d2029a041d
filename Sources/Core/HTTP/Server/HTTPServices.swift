import Logging

/// What all requests of one server share.
struct HTTPServices: Sendable {
    let limits: HTTPLimits
    let hosts: HostPolicy
    /// nil where no token is required.
    let authorization: RequestAuthorization?
    let connections: Connections
    let permits: RequestPermits
    let shutdown: Shutdown
    let metrics: HTTPMetrics
    let logger: Logger
}
