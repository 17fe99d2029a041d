import Glibc

/// A text that is equal only to a text of the same bytes, and is ordered by them.
///
/// Swift's own strings are equal when Unicode calls them canonically equivalent, as "é" in one scalar and "é" in two
/// are. To a database, a file system and every other program these are two names, so a name from outside (a member of
/// a JSON object, a URI, a caller) is compared as a value of this type.
public struct BytewiseString: Sendable {
    /// The text itself.
    public let text: String

    /// Takes a text as it is.
    @inlinable
    public init(_ text: String) {
        self.text = text
    }
}

extension BytewiseString: Hashable {
    /// Whether two texts have the same bytes.
    @inlinable
    public static func == (left: BytewiseString, right: BytewiseString) -> Bool {
        left.text.utf8.count == right.text.utf8.count && hasSameBytes(left, right)
    }

    /// Compares texts of the same length, which may be long.
    @usableFromInline
    static func hasSameBytes(_ left: BytewiseString, _ right: BytewiseString) -> Bool {
        unsafe left.text.utf8Span.span.withUnsafeBytes { left in
            unsafe right.text.utf8Span.span.withUnsafeBytes { right in
                guard let one = left.baseAddress, let other = right.baseAddress else { return true }
                return unsafe memcmp(one, other, left.count) == 0
            }
        }
    }

    /// Hashes what `==` compares.
    @inlinable
    public func hash(into hasher: inout Hasher) {
        unsafe text.utf8Span.span.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
        // No UTF-8 contains it, so that two texts in a row are not one longer text.
        hasher.combine(UInt8.max)
    }
}

extension BytewiseString: Comparable {
    /// Whether the first text comes first by its bytes, which is also the order of its Unicode scalars.
    public static func < (left: BytewiseString, right: BytewiseString) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
}

extension BytewiseString: ExpressibleByStringLiteral {
    /// The text of a literal.
    @inlinable
    public init(stringLiteral text: String) {
        self.init(text)
    }
}

extension BytewiseString: CustomStringConvertible {
    /// The text itself.
    public var description: String { text }
}
