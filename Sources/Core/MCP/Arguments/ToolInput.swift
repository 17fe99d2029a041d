public import JSONFormat

/// The arguments of a tool or a prompt, or an object within them: a struct whose properties all carry ``Argument``.
///
/// On the wire, names are in `snake_case` (`minScore` is `min_score`); the order of declaration is kept. The
/// conformance to `Decodable` must be the synthesized one: do not write `init(from:)` or `CodingKeys`.
public protocol ToolInput: Decodable, ArgumentValue {
    /// Makes an input whose values are the defaults. A required argument cannot be read until it is set.
    init()
}

extension ToolInput {
    /// An object with the declared members and no others.
    public static func coding(_ rules: ArgumentRules) throws(ToolDeclarationError) -> ArgumentCoding<Self> {
        let declaration = try InputDeclaration<Self>(depth: rules.depth + 1)
        return ArgumentCoding(
            schema: declaration.schema,
            expectation: declaration.expectation,
            example: .object(declaration.example)
        ) { json, report in
            guard case .object(let members) = json else { return nil }
            return declaration.decode(members, report: &report)
        }
    }

    /// None: the defaults of an object are those of its members.
    public var json: JSON? { nil }
}

/// The input of a tool that takes no arguments.
public struct NoArguments: ToolInput {
    /// Makes the empty input.
    public init() {}
}
