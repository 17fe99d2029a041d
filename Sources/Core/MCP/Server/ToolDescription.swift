public import HTTP
public import JSONFormat

/// How a tool behaves, as hints for the client; all four are always sent, because the protocol's defaults for
/// missing ones are the alarming ones.
public struct ToolAnnotations: Sendable, Hashable {
    /// The tool changes nothing.
    public var readOnly: Bool
    /// The tool may remove or overwrite something.
    public var destructive: Bool
    /// Calling twice with the same arguments does no more than calling once.
    public var idempotent: Bool
    /// The tool reaches beyond the server's own store.
    public var openWorld: Bool

    /// All four hints.
    public init(readOnly: Bool, destructive: Bool, idempotent: Bool, openWorld: Bool) {
        self.readOnly = readOnly
        self.destructive = destructive
        self.idempotent = idempotent
        self.openWorld = openWorld
    }
}

/// One tool as clients see it in `tools/list`.
public struct ToolDescription: Sendable {
    /// The name that clients call it by: `[a-z0-9_]`, at most 40 characters.
    public var name: String
    /// The name for people.
    public var title: String
    /// What it does and when to use it, for the model.
    public var description: String
    /// Its behaviour.
    public var annotations: ToolAnnotations
    /// Whether it has the time limit for calls that take long; clients are not told.
    public var isLong: Bool
    /// For how long its work is kept as a task where it outlasts the call; nil where it never does.
    package var taskLifetime: Duration?
    /// Whether that work is done in minutes at most.
    package var taskEndsSoon = false
    /// Whether it only waits, which takes nobody's turn and has its own limit.
    package var onlyWaits = false
    /// The scopes that a caller needs, all of them.
    public var scopes: Set<Scope>
    /// JSON Schema of the arguments; its root type is `object`.
    public var inputSchema: JSON
    /// Arguments that the list of tools does not name, although the tool takes them: models read the list with every
    /// question.
    package var unlistedArguments: Set<String> = []
    /// JSON Schema of the structured result; its root type is `object`. nil where results are content alone.
    public var outputSchema: JSON?
    /// The view that shows its results, by the name that its server knows it by.
    public var view: String?
    /// The URI of that view; nil where the server offers none.
    package var viewURI: String?

    /// Describes a tool; without scopes of its own, the annotations decide between reading and writing.
    public init(
        name: String,
        title: String,
        description: String,
        annotations: ToolAnnotations,
        isLong: Bool = false,
        scopes: Set<Scope>? = nil,
        inputSchema: JSON,
        outputSchema: JSON?,
        view: String? = nil
    ) {
        self.name = name
        self.title = title
        self.description = description
        self.annotations = annotations
        self.isLong = isLong
        self.scopes = scopes ?? [annotations.readOnly ? .read : .write]
        self.inputSchema = inputSchema
        self.outputSchema = outputSchema
        self.view = view
    }

    /// The description in its wire form: the one shape serves all revisions, whose schemas are open.
    public var json: JSON {
        var members: JSONObject = [
            "name": .string(name), "title": .string(title), "description": .string(description),
            "inputSchema": inputSchema.listed(without: unlistedArguments),
        ]
        members["outputSchema"] = outputSchema?.schemaOutline
        members["annotations"] = [
            "readOnlyHint": .bool(annotations.readOnly),
            "destructiveHint": .bool(annotations.destructive),
            "idempotentHint": .bool(annotations.idempotent),
            "openWorldHint": .bool(annotations.openWorld),
        ]
        // Clients of MCP Apps know one of the two names or the other. Clients without it take no notice, and so nothing
        // depends on what a client declares: many forget to, or declare it once for a connection that is none.
        members["_meta"] = viewURI.map { ["ui": ["resourceUri": .string($0)], "ui/resourceUri": .string($0)] }
        return .object(members)
    }
}
