/// A rule for an argument's value, as a declaration writes it: `.length(1...100)`.
///
/// Which rules exist depends on the type: text has a length, a number a range, an array a count. An array also takes
/// the rules of its elements.
public struct ArgumentRule<Value: ArgumentProperty>: Sendable {
    let apply: @Sendable (inout ArgumentRules) -> Void
}

extension ArgumentRule where Value: TextArgument {
    /// Bounds of the length, in Unicode scalars.
    public static func length(_ bounds: some ArgumentBounds<Int>) -> ArgumentRule {
        let limits = ArgumentRules.Limits(bounds)
        return ArgumentRule { $0.length = limits }
    }

    /// No U+FFFD: texts that could not be read, different ones too, hold it, and so they cannot be told apart.
    package static var withoutReplacements: ArgumentRule { ArgumentRule { $0.hasReplacements = false } }
}

extension ArgumentRule where Value: NumberArgument {
    /// The smallest and the largest number.
    public static func range(_ bounds: some ArgumentBounds<Value.Number>) -> ArgumentRule {
        let (minimum, maximum) = (bounds.lowest?.json, bounds.highest?.json)
        return ArgumentRule {
            $0.minimum = minimum
            $0.maximum = maximum
        }
    }
}

extension ArgumentRule where Value: CountedArgument {
    /// Bounds of the number of elements.
    public static func count(_ bounds: some ArgumentBounds<Int>) -> ArgumentRule {
        let limits = ArgumentRules.Limits(bounds)
        return ArgumentRule { $0.count = limits }
    }
}

/// An argument that is text, or holds text: it may have a `length`.
public protocol TextArgument {}

/// An argument that is a number, or holds numbers: it may have a `range`.
public protocol NumberArgument {
    /// The kind of number.
    associatedtype Number: ArgumentValue & Comparable
}

/// An argument that is an array: it may have a `count`.
public protocol CountedArgument {}

extension Optional: TextArgument where Wrapped: TextArgument {}
extension Array: TextArgument where Element: TextArgument {}
extension Optional: NumberArgument where Wrapped: NumberArgument {
    /// The kind of number.
    public typealias Number = Wrapped.Number
}
extension Array: NumberArgument where Element: NumberArgument {
    /// The kind of number.
    public typealias Number = Element.Number
}
extension Array: CountedArgument {}
extension Optional: CountedArgument where Wrapped: CountedArgument {}
