public import JSONFormat

/// The bounds that a property declares for its value, or for the elements of an array.
public struct ArgumentRules: Sendable {
    /// Bounds of whole numbers, both included, nil where there is none.
    public struct Limits: Sendable {
        /// The least.
        public var lower: Int?
        /// The most.
        public var upper: Int?

        /// No bounds.
        public init() {}

        init(_ bounds: (some ArgumentBounds<Int>)?) {
            lower = bounds?.lowest
            upper = bounds?.highest
        }

        func contains(_ number: Int) -> Bool {
            number >= (lower ?? .min) && number <= (upper ?? .max)
        }
    }

    /// Of a string, in Unicode scalars, as JSON Schema counts.
    public var length = Limits()
    /// Of an array, in elements.
    public var count = Limits()
    /// The least number.
    public var minimum: JSON?
    /// The greatest number.
    public var maximum: JSON?
    /// How many inputs the property lies within.
    var depth = 0

    /// No bounds.
    public init() {}
}

/// A range as bounds are written: `1...100`, `1...`, `...0.5`.
public protocol ArgumentBounds<Bound> {
    /// What is bounded.
    associatedtype Bound: Comparable
    /// The least that is allowed, if there is one.
    var lowest: Bound? { get }
    /// The greatest that is allowed, if there is one.
    var highest: Bound? { get }
}

extension ClosedRange: ArgumentBounds {
    /// The lower bound.
    public var lowest: Bound? { lowerBound }
    /// The upper bound.
    public var highest: Bound? { upperBound }
}

extension PartialRangeFrom: ArgumentBounds {
    /// The lower bound.
    public var lowest: Bound? { lowerBound }
    /// None.
    public var highest: Bound? { nil }
}

extension PartialRangeThrough: ArgumentBounds {
    /// None.
    public var lowest: Bound? { nil }
    /// The upper bound.
    public var highest: Bound? { upperBound }
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
