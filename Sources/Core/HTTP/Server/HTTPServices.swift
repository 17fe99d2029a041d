import Async
import Logging

/// What all requests of one server share.
struct HTTPServices: Sendable {
    let limits: HTTPLimits
    let hosts: HostPolicy
    /// nil where no token is required.
    let authorization: RequestAuthorization?
    let connections: Connections
    /// For requests whose bodies arrive.
    let arrivals: RequestPermits
    /// For requests in progress.
    let permits: RequestPermits
    /// For streams of events.
    let streams: RequestPermits
    /// For the bodies of requests.
    let memory: ByteBudget
    let shutdown: Shutdown
    let metrics: HTTPMetrics
    let logger: Logger
}
