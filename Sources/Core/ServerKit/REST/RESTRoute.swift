import HTTPTypes

/// A tool as a resource of REST: a verb and a path, whose variables, query and body are the tool's arguments.
///
///     RESTRoute(.get, "/api/v1/documents/{id}", tool: "get_document", versionedBy: "updated_at")
///
/// Where the verb has a body, every argument that is not in the path is in the body, a JSON object; else in the query.
public struct RESTRoute: Sendable {
    /// The verbs there are.
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

    /// What a call that went well is answered with, beside the tool's result.
    public enum Success: Sendable {
        /// 200.
        case ok
        /// 201, and where to find what was made: a path template whose variables are members of the result.
        case created(at: String)
    }

    let verb: Verb
    let path: String
    let tool: String
    let success: Success
    let version: String?

    /// Binds a verb and a path to a tool.
    ///
    /// - Parameters:
    ///   - path: A template; its variables are arguments of the tool.
    ///   - tool: The tool's name. Where it is not shown, there is no such route.
    ///   - version: The member of the result that is another after every change. It is sent as `ETag`; a tool with an
    ///     argument of this name with `expected_` before it gets the one in `If-Match` by it.
    public init(
        _ verb: Verb,
        _ path: String,
        tool: String,
        success: Success = .ok,
        versionedBy version: String? = nil
    ) {
        self.verb = verb
        self.path = path
        self.tool = tool
        self.success = success
        self.version = version
    }

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
