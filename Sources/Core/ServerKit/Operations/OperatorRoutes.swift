import HTTP
import HTTPTypes
import JSONFormat
import Prometheus

/// What an operator asks a server over HTTP: whether it is alive, whether it can work, and its metrics.
struct OperatorRoutes {
    let server: String
    let readiness: Health
    let metrics: PrometheusMetrics

    var routes: [Route] { [alive, ready, figures] }

    /// Operators get an answer however busy the server is.
    private var options: RouteOptions {
        var options = RouteOptions()
        options.isLimited = false
        return options
    }

    /// `/healthz`: the process answers. For supervisors that would restart it otherwise.
    private var alive: Route {
        Route(.get, "/healthz", access: .open, options: options) { _ in
            .json(["status": "ok", "server": .string(server), "version": .string(paddleVersion)])
        }
    }

    /// `/readyz`: everything behind the server works. For load balancers.
    private var ready: Route {
        Route(.get, "/readyz", access: .open, options: options) { request in
            let findings = await readiness.findings()
            let deciding = findings.filter(\.check.decidesReadiness)
            let isReady = deciding.allSatisfy(\.isWell)
            // The details are only for servers where every caller may know everything.
            let isDetailed = request.caller?.scopes.contains(.read) == true
            let report: JSON = [
                "status": isReady ? "ready" : "not ready",
                "checks": .object(
                    JSONObject(
                        uniqueKeysWithValues: deciding.map { finding in
                            (finding.check.name, isDetailed ? finding.json : ["status": .string(finding.status)])
                        }
                    )
                ),
            ]
            return .json(report, status: isReady ? .ok : .serviceUnavailable)
        }
    }

    /// `/metrics`, in Prometheus's text format. It requires the scope for reading.
    private var figures: Route {
        Route(.get, "/metrics", access: .scope(.read), options: options) { _ in
            RouteResponse(contentType: PrometheusMetrics.contentType, body: Array(metrics.render().utf8))
        }
    }
}
