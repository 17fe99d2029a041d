import HTTP
import HTTPTypes
import JSONFormat
import OrderedCollections
import Prometheus

/// What an operator asks a server over HTTP: whether it lives, whether it can work, and its figures.
struct OperatorRoutes {
    let server: String
    let readiness: Health
    let metrics: PrometheusMetrics

    var routes: [Route] { [alive, ready, figures] }

    /// What operators ask is answered however busy the server is.
    private var options: RouteOptions {
        var options = RouteOptions()
        options.isLimited = false
        return options
    }

    /// `/healthz`: the process answers. For whoever would restart it otherwise.
    private var alive: Route {
        Route(.get, "/healthz", access: .open, options: options) { _ in
            .json(["status": "ok", "server": .string(server), "version": .string(paddleVersion)])
        }
    }

    /// `/readyz`: everything behind the server works. For whoever sends it work.
    private var ready: Route {
        Route(.get, "/readyz", access: .open, options: options) { request in
            let findings = await readiness.findings()
            let deciding = findings.filter(\.check.decidesReadiness)
            let isReady = deciding.allSatisfy(\.isWell)
            // What exactly is wrong is told where everybody who asks may know everything.
            let isDetailed = request.caller?.scopes.contains(.read) == true
            let report: JSON = [
                "status": isReady ? "ready" : "not ready",
                "checks": .object(
                    JSONObject(uniqueKeysWithValues: deciding.map { ($0.check.name, $0.json(detailed: isDetailed)) })
                ),
            ]
            return .json(report, status: isReady ? .ok : .serviceUnavailable)
        }
    }

    /// `/metrics`, in Prometheus' text format. Whoever may read may see it.
    private var figures: Route {
        Route(.get, "/metrics", access: .scope(.read), options: options) { _ in
            RouteResponse(contentType: PrometheusMetrics.contentType, body: Array(metrics.render().utf8))
        }
    }
}

extension Finding {
    /// - Parameter detailed: Whether to say what was found, which tells of the server's inside.
    fileprivate func json(detailed: Bool) -> JSON {
        var members: JSONObject = ["status": .string(status)]
        if detailed {
            members["detail"] = .string(text)
            members["remedy"] = remedy.map(JSON.string)
        }
        return .object(members)
    }
}
