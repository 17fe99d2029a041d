import HTTP
import JSONFormat
import MCP
import OrderedCollections
import Prometheus

/// What an operator asks a server over HTTP: whether it lives, whether it can work, and its figures.
struct OperatorRoutes {
    let server: String
    let health: Health
    let metrics: PrometheusMetrics

    var routes: [HTTPRoute] { [alive, ready, figures] }

    /// `/healthz`: the process answers. For whoever would restart it otherwise.
    private var alive: HTTPRoute {
        HTTPRoute(path: "/healthz") { _ in
            .json(["status": "ok", "server": .string(server), "version": .string(paddleVersion)])
        }
    }

    /// `/readyz`: everything behind the server works. For whoever sends it work.
    private var ready: HTTPRoute {
        HTTPRoute(path: "/readyz") { request in
            let states = await health.check()
            let isReady = states.values.allSatisfy(\.isOK)
            // What exactly is wrong is told where everybody who asks may know everything.
            let isDetailed = request.caller?.scopes.contains(.read) == true
            let report: JSON = [
                "status": isReady ? "ready" : "not ready",
                "checks": .object(states.mapValues { $0.json(detailed: isDetailed) }),
            ]
            return .json(report, status: isReady ? 200 : 503)
        }
    }

    /// `/metrics`, in Prometheus' text format. Whoever may read may see it.
    private var figures: HTTPRoute {
        HTTPRoute(path: "/metrics", access: .scope(.read)) { _ in
            HTTPAnswer(contentType: PrometheusMetrics.contentType, body: Array(metrics.render().utf8))
        }
    }
}
