/// Arguments that several tools share, declared once: on the wire they are arguments like all others.
///
///     struct Narrowing: ToolInput {
///         @Argument("How many documents to return.", .range(1...100)) var limit: Int32 = 10
///         @Argument("Only documents of this kind.", .length(1...100)) var kind: String?
///     }
///
///     struct Input: ToolInput {
///         @Argument("What to look for.", .length(1...10_000)) var query: String
///         @ArgumentGroup var narrowing: Narrowing
///     }
///
/// They stand where the property is declared, in their own order. A ``Cursor`` cannot be among them.
@propertyWrapper
public struct ArgumentGroup<Group: ToolInput>: Sendable {
    /// The arguments.
    public var wrappedValue: Group

    /// A group whose values are the defaults.
    public init() { wrappedValue = Group() }

    fileprivate init(_ group: Group) { wrappedValue = group }
}

extension ArgumentGroup: Decodable {
    /// Always fails: a ``ToolInput`` is decoded as a whole.
    public init(from decoder: any Decoder) throws {
        throw ToolDeclarationError(
            "a ToolInput can only be decoded from the arguments of a call, not by \(type(of: decoder))"
        )
    }
}

/// What a group declares, whatever its type.
struct ArgumentGroupDeclaration: Sendable {
    /// Makes the ``ArgumentGroup`` of the values of its arguments, which are in the order of declaration.
    typealias Make = @Sendable (_ values: [(any Sendable)?]) throws -> any Sendable

    let arguments: [ArgumentDeclaration]
    let make: Make
}

extension ArgumentGroup: DeclaresArguments {
    func declaration(
        property: String,
        owner: any ToolInput.Type,
        depth: Int
    ) throws(ToolDeclarationError) -> DeclaredProperty {
        let declaration = try InputDeclaration<Group>(depth: depth + 1)
        guard !declaration.arguments.contains(where: \.isCursor) else {
            throw ToolDeclarationError("\(owner).\(property) is a group of arguments, and so has no Cursor")
        }
        let group = ArgumentGroupDeclaration(arguments: declaration.arguments) {
            ArgumentGroup(try declaration.input(of: $0))
        }
        return .group(group)
    }
}
