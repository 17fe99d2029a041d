/// Who makes a request, and what they may do.
public struct Caller: Sendable, Hashable {
    /// The name of the caller in logs, audit rows and limits; never a secret.
    public var name: String
    /// What the caller may do.
    public var scopes: Set<Scope>

    /// A caller with a name and its scopes.
    public init(name: String, scopes: Set<Scope>) {
        self.name = name
        self.scopes = scopes
    }

    /// A caller without a token: the user who started the process, or anyone where no token is required. It may do
    /// everything.
    public static let local = Caller(name: "local", scopes: Set(Scope.allCases))
}

/// What a caller may do. Scopes are independent: one for writing does not include reading.
public enum Scope: String, Sendable, Hashable, CaseIterable, Codable {
    /// To call tools that change nothing, and to read resources and prompts.
    case read
    /// To call tools that change data.
    case write
    /// To call tools that change the server or its schema.
    case admin
}

extension Set<Scope> {
    /// The scopes by name: "the scope read", "the scopes read and write".
    package var inWords: String {
        let names = Scope.allCases.filter(contains).map(\.rawValue)
        return (names.count == 1 ? "the scope " : "the scopes ") + names.joined(separator: " and ")
    }
}
