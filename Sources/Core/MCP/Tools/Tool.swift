public import HTTP

/// What a tool declares of itself, however it does its work.
public protocol DeclaredTool: Sendable {
    /// The arguments.
    associatedtype Input: ToolInput
    /// The result.
    associatedtype Output: ToolOutput

    /// Name, title, description and hints.
    static var definition: ToolDefinition { get }
}

/// One tool: its name, its arguments, its result, and the work itself.
///
///     struct SearchDocuments: Tool {
///         static let definition = ToolDefinition(
///             name: "search_documents", title: "Search documents",
///             description: "Finds the documents nearest in meaning to a query.", annotations: .readOnly)
///
///         struct Input: ToolInput {
///             @Argument("What to look for, in natural language.", .length(1...10_000))
///             var query: String
///             @Argument("How many documents to return.", .range(1...100))
///             var limit: Int = 10
///         }
///
///         struct Output: ToolOutput {
///             var hits: [Hit]
///         }
///
///         func call(_ input: Input, context: RequestContext) async throws -> Output { ... }
///     }
///
/// Everything a client sees of a tool comes from these declarations: the two JSON Schemas, the decoding of arguments
/// and the errors for wrong ones, the structured result.
public protocol Tool: DeclaredTool {
    // Repeated, so that they are inferred from `call`.
    associatedtype Input
    associatedtype Output

    /// Does the work. Arguments are complete and within their declared bounds.
    ///
    /// Throw ``ToolError`` for problems that the caller can fix: its text is the answer.
    func call(_ input: Input, context: RequestContext) async throws -> Output
}

/// What a tool declares besides its arguments and its result.
public struct ToolDefinition: Sendable {
    /// `snake_case`, a verb first, at most 40 characters: clients add a prefix and have limits of their own.
    public var name: String
    /// A few words for people.
    public var title: String
    /// For the model: what the tool does, when to use it, what comes back.
    public var description: String
    /// All four hints, since the protocol's own defaults are the alarming ones.
    public var annotations: ToolAnnotations
    /// Whether it may take long, as embedding a long text does: it then has the time limit for such calls.
    public var isLong: Bool
    /// For how long its work is kept as a task where it outlasts the call; nil where it never does. Such a tool may be
    /// called once more with the same arguments by another process where its own has stopped.
    package var taskLifetime: Duration?
    /// Whether that work is done in minutes at most, so that nobody needs a tool to stop it.
    package var taskEndsSoon = false
    /// Whether it only waits, which takes nobody's turn and has its own limit.
    package var onlyWaits = false
    /// The scopes that a caller needs, all of them; nil to derive them from the annotations: reading or writing.
    public var scopes: Set<Scope>?
    /// The view that shows its results in clients that show views, by its name among those of the server.
    public var view: String?

    /// Makes a definition; without scopes the annotations decide.
    public init(
        name: String,
        title: String,
        description: String,
        annotations: ToolAnnotations,
        isLong: Bool = false,
        scopes: Set<Scope>? = nil,
        view: String? = nil
    ) {
        self.name = name
        self.title = title
        self.description = description
        self.annotations = annotations
        self.isLong = isLong
        self.scopes = scopes
        self.view = view
    }

    /// The same for a tool that only waits.
    package func asWaiting() -> ToolDefinition {
        var definition = self
        definition.onlyWaits = true
        return definition
    }

    /// The same for a tool whose work may outlast its call.
    ///
    /// - Parameters:
    ///   - lifetime: For how long its tasks are kept.
    ///   - endsSoon: Whether what one call may ask for is done in minutes at most.
    package func asTask(for lifetime: Duration = .seconds(86_400), endsSoon: Bool = false) -> ToolDefinition {
        var definition = self
        definition.isLong = true
        definition.taskLifetime = lifetime
        definition.taskEndsSoon = endsSoon
        return definition
    }
}
