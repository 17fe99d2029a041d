import JSONFormat

/// Declares one argument of a ``ToolInput``.
///
///     @Argument("What to look for, in natural language.", length: 1...10_000, example: "green tea")
///     var query: String
///     @Argument("How many documents to return.", range: 1...100)
///     var limit: Int = 10
///     @Argument("Only documents whose metadata has all of these values.")
///     var filter: JSONObject?
///
/// A property with a default or an optional type need not be given; every other must be. The description is shown to
/// the model, and to the caller who leaves a required argument out. Text holding U+0000 is refused everywhere, since
/// PostgreSQL can store it neither in text nor in jsonb.
@propertyWrapper
public struct Argument<Value: ArgumentProperty>: Sendable {
    private enum Storage: Sendable {
        case declared(Declaration)
        case value(Value)
    }

    struct Declaration: Sendable {
        var description: String
        var initial: Value?
        var rules: ArgumentRules
        var aliases: [String]
        var example: JSON?
    }

    private var storage: Storage

    init(
        _ description: String,
        initial: Value?,
        rules: ArgumentRules = ArgumentRules(),
        aliases: [String],
        example: JSON?
    ) {
        storage = .declared(
            Declaration(
                description: description,
                initial: initial ?? Value.absent,
                rules: rules,
                aliases: aliases,
                example: example
            )
        )
    }

    init(value: Value) {
        storage = .value(value)
    }

    /// The value that was given, or the default.
    public var wrappedValue: Value {
        get {
            switch storage {
            case .value(let value): return value
            case .declared(let declaration):
                guard let initial = declaration.initial else {
                    preconditionFailure("the required argument \"\(declaration.description)\" has not been set")
                }
                return initial
            }
        }
        set { storage = .value(newValue) }
    }

    var declaration: Declaration? {
        guard case .declared(let declaration) = storage else { return nil }
        return declaration
    }
}

extension Argument: Decodable {
    /// Decoding is the business of the whole ``ToolInput``; with another decoder it fails.
    public init(from decoder: any Decoder) throws {
        throw ToolDeclarationError(
            "a ToolInput is decoded from the arguments of a call only, not by \(type(of: decoder))"
        )
    }
}
