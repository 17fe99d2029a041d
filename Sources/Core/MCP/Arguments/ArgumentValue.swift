public import JSONFormat

/// The type of a property under ``Argument``: an ``ArgumentValue``, or an optional one.
public protocol ArgumentProperty: Sendable {
    /// The type without the optional.
    associatedtype Content: ArgumentValue

    /// The value of a property that was not given and has no default; nil where it must be given.
    static var absent: Self? { get }
    /// The property with a value that was given.
    static func given(_ content: Content) -> Self
    /// The value, if there is one.
    var content: Content? { get }
}

/// A type that arguments can have.
///
/// `String`, `Bool`, `Int`, `Int32`, `Int64`, `Double`, ``JSON``, `JSONObject`, arrays of these, every ``ToolInput``,
/// ``Cursor``, and enums with `String` raw values that are `CaseIterable`:
///
///     enum Mode: String, CaseIterable, ArgumentValue { case vector, keyword, hybrid }
public protocol ArgumentValue: ArgumentProperty where Content == Self {
    /// Schema, decoding and wording, within the bounds that the property declares.
    static func coding(_ rules: ArgumentRules) throws(ToolDeclarationError) -> ArgumentCoding<Self>
    /// The value as a client would send it, for the schema's `default`; nil to show no default.
    var json: JSON? { get }
}

extension ArgumentValue {
    /// None: it must be given.
    public static var absent: Self? { nil }
    /// The value itself.
    public static func given(_ content: Self) -> Self { content }
    /// The value itself.
    public var content: Self? { self }
}

extension Optional: ArgumentProperty where Wrapped: ArgumentValue {
    /// An optional that is nil: the property is not required.
    public static var absent: Wrapped?? { .some(nil) }
    /// The value.
    public static func given(_ content: Wrapped) -> Wrapped? { content }
    /// The value, if there is one.
    public var content: Wrapped? { self }
}
