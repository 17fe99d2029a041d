/// Who makes a request, and what they may do.
public struct Caller: Sendable, Hashable {
    /// The name that logs, audit rows and limits know the caller by; never a secret.
    public var name: String
    /// What the caller may do.
    public var scopes: Set<Scope>

    /// A caller with a name and its scopes.
    public init(name: String, scopes: Set<Scope>) {
        self.name = name
        self.scopes = scopes
    }

    /// Whoever started the process, or reaches it where no authorization is asked for: may do everything.
    public static let local = Caller(name: "local", scopes: Set(Scope.allCases))
}

/// What a caller may be allowed. Each stands for itself: who may write is not thereby allowed to read.
public enum Scope: String, Sendable, Hashable, CaseIterable, Codable {
    /// To call tools that change nothing, and to read resources and prompts.
    case read
    /// To call tools that change data.
    case write
    /// To call tools that change the server or its schema.
    case admin
}
