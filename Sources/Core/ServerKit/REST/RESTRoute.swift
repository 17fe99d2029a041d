import HTTPTypes

/// A REST route to a tool: a verb and a path. Path variables, query and body are the tool's arguments.
///
///     RESTRoute(.get, "/api/v1/documents/{id}", tool: "get_document", versionedBy: "updated_at")
///
/// Arguments that are not in the path are in the body, a JSON object, where the verb has one, and else in the query.
public struct RESTRoute: Sendable {
    /// The HTTP methods that a route can have.
    public enum Verb: String, Sendable {
        /// For a tool that only reads.
        case get
        /// For a tool that adds, or that takes more than a query holds.
        case post
        /// For a tool that changes what is at the path.
        case put
        /// For a tool that removes what is at the path.
        case delete
    }

    /// The status and headers of a successful call, besides the tool's result.
    public enum Success: Sendable {
        /// 200.
        case ok
        /// 201, and where to find what was created: a path template whose variables are members of the result.
        case created(at: String)
        /// The same for a tool that may also have found it there already: 200 where its `outcome` is not `created`.
        case stored(at: String)

        /// Where to find what the call has made.
        var location: String? {
            switch self {
            case .ok: nil
            case .created(let path), .stored(let path): path
            }
        }
    }

    let verb: Verb
    let path: String
    let tool: String
    let success: Success
    let version: String?
    let omitted: Set<String>

    /// Binds a verb and a path to a tool.
    ///
    /// - Parameters:
    ///   - path: A template; its variables are arguments of the tool.
    ///   - tool: The tool's name. Where it is not shown, there is no such route.
    ///   - omitted: Arguments of the tool that the route does not take, since its path says what they would.
    ///   - version: The member of the result that every change replaces. It is sent as `ETag`. If the tool has an
    ///     argument of this name with the prefix `expected_`, that argument gets the version in `If-Match`.
    public init(
        _ verb: Verb,
        _ path: String,
        tool: String,
        success: Success = .ok,
        omitting omitted: Set<String> = [],
        versionedBy version: String? = nil
    ) {
        self.verb = verb
        self.path = path
        self.tool = tool
        self.success = success
        self.omitted = omitted
        self.version = version
    }

    /// How the work of a task stands.
    static let task = RESTRoute(.get, "/api/v1/tasks/{task_id}", tool: "get_task")
    /// Ends the work of a task.
    static let taskCancellation = RESTRoute(.post, "/api/v1/tasks/{task_id}/cancel", tool: "cancel_task")

    var method: HTTPRequest.Method {
        switch verb {
        case .get: .get
        case .post: .post
        case .put: .put
        case .delete: .delete
        }
    }

    var hasBody: Bool { verb == .post || verb == .put }
}
