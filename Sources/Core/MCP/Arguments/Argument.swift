public import JSONFormat

/// Declares one argument of a ``ToolInput``.
///
///     @Argument("What to look for, in natural language.", .length(1...10_000), example: "green tea")
///     var query: String
///     @Argument("How many documents to return.", .range(1...100))
///     var limit: Int32 = 10
///     @Argument("Only documents whose metadata has all of these values.")
///     var filter: JSONObject?
///
/// A property with a default or an optional type may be left out; every other is required. The description is shown to
/// the model, and to a caller who leaves a required argument out. Text with U+0000 is always refused, since PostgreSQL
/// cannot store it.
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

    /// Declares an argument that must be given, unless its type is optional.
    ///
    /// - Parameters:
    ///   - description: What it is, for the model and in errors.
    ///   - rules: The limits of the value, as in `.length(1...100)`.
    ///   - aliases: Further names by which it is accepted but not advertised.
    ///   - example: A value for the examples in errors; by default one is made up from type and rules.
    public init(
        _ description: String,
        _ rules: ArgumentRule<Value>...,
        aliases: [String] = [],
        example: JSON? = nil
    ) {
        self.init(description, initial: Value.absent, rules, aliases, example)
    }

    /// Declares an argument with a default.
    public init(
        wrappedValue: Value,
        _ description: String,
        _ rules: ArgumentRule<Value>...,
        aliases: [String] = [],
        example: JSON? = nil
    ) {
        self.init(description, initial: wrappedValue, rules, aliases, example)
    }

    private init(
        _ description: String,
        initial: Value?,
        _ rules: [ArgumentRule<Value>],
        _ aliases: [String],
        _ example: JSON?
    ) {
        storage = .declared(
            Declaration(
                description: description,
                initial: initial,
                rules: ArgumentRules(rules),
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
    /// Always fails: a ``ToolInput`` is decoded as a whole.
    public init(from decoder: any Decoder) throws {
        throw ToolDeclarationError(
            "a ToolInput can only be decoded from the arguments of a call, not by \(type(of: decoder))"
        )
    }
}
