/// A stretch of a text.
package struct PassageRange: Codable, Sendable, Hashable {
    /// In characters (Unicode scalars) from the start of the text.
    package var start: Int32
    package var end: Int32

    package init(_ range: Range<Int32>) {
        start = range.lowerBound
        end = range.upperBound
    }
}
