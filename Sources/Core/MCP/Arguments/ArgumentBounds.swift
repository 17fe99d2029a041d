/// A range as bounds are written: `1...100`, `1...`, `...0.5`.
public protocol ArgumentBounds<Bound> {
    /// The type of the bounded value.
    associatedtype Bound: Comparable
    /// The smallest allowed value, if there is one.
    var lowest: Bound? { get }
    /// The largest allowed value, if there is one.
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
