import HTTPTypes

/// Finds the routes of a path.
///
/// A literal segment takes precedence over a variable, whatever their methods: `/documents/search` is never the
/// document `search`.
struct Router: Sendable {
    /// The routes that share a path, by method.
    struct Endpoint: Sendable {
        private(set) var routes: [Route]

        init(_ route: Route) {
            routes = [route]
        }

        /// The first route of a method counts.
        mutating func add(_ route: Route) {
            if !routes.contains(where: { $0.method == route.method }) { routes.append(route) }
        }

        subscript(method: HTTPRequest.Method) -> Route? {
            routes.first { $0.method == method } ?? (method == .head ? routes.first { $0.method == .get } : nil)
        }

        /// The endpoint for requests that no route of this path takes.
        var first: Route { routes[0] }

        /// The methods of this path, as the header `Allow` lists them.
        var allow: String {
            let methods = routes.map(\.method)
            let head = methods.contains(.get) && !methods.contains(.head) ? [HTTPRequest.Method.head] : []
            return (methods + head).map(\.rawValue).joined(separator: ", ")
        }
    }

    enum Match {
        /// The path's routes, and the decoded segments that its variables stand for.
        case found(Endpoint, values: [String])
        case unknown
        /// A segment is not percent-encoded UTF-8.
        case malformed
    }

    private struct Node: Sendable {
        var literals: [String: Node] = [:]
        /// The branch behind a variable; there is at most one.
        var variable: [Node] = []
        var endpoint: Endpoint?

        mutating func add(_ route: Route, _ segments: ArraySlice<PathTemplate.Segment>) {
            switch segments.first {
            case .literal(let text):
                literals[text, default: Node()].add(route, segments.dropFirst())
            case .variable:
                if variable.isEmpty { variable.append(Node()) }
                variable[0].add(route, segments.dropFirst())
            case nil:
                if endpoint == nil { endpoint = Endpoint(route) } else { endpoint?.add(route) }
            }
        }

        func find(_ segments: ArraySlice<String>, _ values: inout [String]) -> Endpoint? {
            guard let segment = segments.first else { return endpoint }
            if let found = literals[segment]?.find(segments.dropFirst(), &values) { return found }
            guard !segment.isEmpty, let node = variable.first else { return nil }
            values.append(segment)
            if let found = node.find(segments.dropFirst(), &values) { return found }
            values.removeLast()
            return nil
        }
    }

    private var root = Node()
    /// The paths without variables, as they are most often sent: they need no dividing and decoding.
    private var literal: [String: Endpoint] = [:]

    init(_ routes: [Route]) {
        for route in routes {
            root.add(route, route.path.segments[...])
            guard route.path.variables.isEmpty else { continue }
            let path = route.path.description
            if literal[path]?.add(route) == nil { literal[path] = Endpoint(route) }
        }
    }

    /// Finds what is at a path, which is still encoded.
    func match(_ path: String) -> Match {
        if let endpoint = literal[path] { return .found(endpoint, values: []) }
        // `*` and the absolute form of a proxy's request are not paths of this server.
        guard path.hasPrefix("/") else { return .unknown }
        var segments: [String] = []
        for part in PathTemplate.split(path) {
            guard let segment = PercentEncoding.decode(part) else { return .malformed }
            segments.append(segment)
        }
        var values: [String] = []
        guard let endpoint = root.find(segments[...], &values) else { return .unknown }
        return .found(endpoint, values: values)
    }
}
