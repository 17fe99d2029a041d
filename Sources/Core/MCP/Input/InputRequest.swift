public import JSONFormat
public import OrderedCollections

/// One thing a server asks its client for in the middle of a request.
public enum InputRequest: Sendable, Hashable {
    /// A form for the user; a flat JSON Schema of type object describes its fields.
    case elicitation(message: String, schema: JSONObject)
    /// A completion by the client's model; the parameters of `sampling/createMessage`.
    case sampling(JSONObject)
    /// The folders that the client works in.
    case roots

    /// The request as the protocol words it.
    package var json: JSON {
        switch self {
        case .elicitation(let message, let schema):
            [
                "method": "elicitation/create",
                "params": ["mode": "form", "message": .string(message), "requestedSchema": .object(schema)],
            ]
        case .sampling(let params): ["method": "sampling/createMessage", "params": .object(params)]
        case .roots: ["method": "roots/list"]
        }
    }

    /// The capability a client must have declared to be asked.
    var capability: String {
        switch self {
        case .elicitation: "elicitation"
        case .sampling: "sampling"
        case .roots: "roots"
        }
    }

    /// Whether a client with these capabilities can be asked.
    func isPossible(with capabilities: JSONObject?) -> Bool {
        guard let declared = capabilities?[capability]?.objectValue else { return false }
        guard case .elicitation = self else { return true }
        // No mode named at all means forms.
        return declared.isEmpty || declared["form"] != nil
    }
}

/// Thrown by a tool or a prompt that needs something from the client before it can go on: nothing has been done yet.
///
/// The client calls again with the answers, which are then in ``RequestContext/responses`` under the same names, and
/// with ``state`` in ``RequestContext/state``. Clients of the revisions with a handshake cannot be asked in this way,
/// and no client can be asked for input that it has not declared: see ``RequestContext/canAsk(_:)``.
public struct InputRequired: Error, Sendable {
    /// The requests to the client, by names that the server chooses.
    public var requests: OrderedDictionary<String, InputRequest>
    /// What to remember until the client calls again. It travels through the client, signed but readable.
    public var state: JSON?

    /// Asks for input.
    public init(_ requests: OrderedDictionary<String, InputRequest>, state: JSON? = nil) {
        self.requests = requests
        self.state = state
    }
}

extension RequestContext {
    /// Whether the client can be asked for this within the current request.
    public func canAsk(_ request: InputRequest) -> Bool { request.isPossible(with: client.capabilities) }

    /// Returns when the user has agreed to `question`; must be called before anything is done.
    ///
    /// What the user agreed to must be what would be done now: where the question or its subject has changed since,
    /// the user is asked again.
    ///
    /// - Parameters:
    ///   - subject: What exactly would be done, where the question does not say it all, such as a hash of the rows.
    ///   - otherwise: How to agree in the call's own arguments, where the client cannot ask the user.
    /// - Throws: ``InputRequired`` to ask; ``ToolError`` where the user declined or cannot be asked.
    public func confirm(_ question: String, about subject: String = "", otherwise: String) throws {
        let key = "confirm"
        let request = InputRequest.elicitation(
            message: question,
            schema: [
                "type": "object",
                "properties": ["confirm": ["type": "boolean", "title": "Yes, do it", "default": false]],
                "required": ["confirm"],
            ]
        )
        let asked: JSON = [.string(question), .string(subject)]
        if let answer = responses[key]?.objectValue {
            guard answer["action"] == "accept", answer["content"]?.objectValue?["confirm"] == true else {
                throw ToolError("Nothing was done: the user did not agree.", kind: .conflict)
            }
            if state == asked { return }
        }
        guard canAsk(request) else {
            throw ToolError("\(question) Nothing was done. \(otherwise)", kind: .conflict)
        }
        throw InputRequired([key: request], state: asked)
    }
}
