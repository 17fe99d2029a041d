/// A set of resources: lists them, reads them, and helps to fill in its templates.
public protocol ResourceProvider: Sendable {
    /// The templates of its resources.
    var templates: [ResourceTemplate] { get }

    /// A page of the resources, in a stable order.
    ///
    /// - Parameter position: ``ResourcePage/next`` of the previous page; nil for the first.
    /// - Throws: ``InvalidPosition`` for a position that no page returned.
    func list(after position: String?, limit: Int, context: RequestContext) async throws -> ResourcePage

    /// The contents of a resource; nil where the URI names none of this set.
    func read(_ uri: String, context: RequestContext) async throws -> [ResourceContents]?

    /// Whether a URI may name a resource of this set, which need not exist. Only such URIs can be subscribed to.
    func mayName(_ uri: String) -> Bool

    /// Values for a variable of a template that begin with `value`, the likeliest first.
    func complete(_ completion: CompletionRequest, of template: ResourceTemplate) async throws -> Completion
}

extension ResourceProvider {
    /// None.
    public var templates: [ResourceTemplate] { [] }

    /// Whether the URI matches a template; true for every URI where there are no templates to tell.
    public func mayName(_ uri: String) -> Bool {
        templates.isEmpty || templates.contains { $0.uriTemplate.match(uri) != nil }
    }

    /// Nothing to suggest.
    public func complete(_ completion: CompletionRequest, of template: ResourceTemplate) async throws -> Completion {
        Completion()
    }
}

/// One page of resources.
public struct ResourcePage: Sendable {
    /// The resources.
    public var resources: [Resource]
    /// Where the next page begins, in the provider's own format; nil at the end.
    public var next: String?

    /// A page.
    public init(_ resources: [Resource], next: String? = nil) {
        self.resources = resources
        self.next = next
    }
}

/// A position in a list that none of its pages returned.
public struct InvalidPosition: Error {
    /// Makes the error, which carries no details.
    public init() {}
}
