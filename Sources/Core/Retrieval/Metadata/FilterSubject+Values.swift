import JSONFormat

/// Which values a filter may give to the operators on a subject.
extension FilterSubject {
    /// A value that the subject may equal.
    func comparable(_ value: JSON, at place: String) throws(RetrievalError) -> JSON {
        switch self {
        case .column(let column):
            guard let value = column.kind.value(value) else { throw .expected(column.kind.expectation, value, place) }
            return value
        case .metadata:
            guard value.isStorable else {
                throw .expected("a value without U+0000 and without numbers beyond the range of a double", value, place)
            }
            return value
        }
    }

    /// A value that the subject may come before or after.
    func bound(_ value: JSON, at place: String) throws(RetrievalError) -> JSON {
        if case .metadata = self {
            switch value {
            case .array, .object, .null: throw .expected("a number, a text or a boolean", value, place)
            default: break
            }
        }
        return try comparable(value, at: place)
    }

    /// A part of the subject: of its text, or an element of its array.
    func part(_ value: JSON, at place: String) throws(RetrievalError) -> JSON {
        switch (self, value) {
        case (.column(let column), _) where column.kind != .text:
            throw RetrievalError(.filter, "\(place) asks for a part of $\(column.name), which is no text; compare it.")
        case (.metadata, .array), (.metadata, .object):
            throw .expected("a text, a number, a boolean or null", value, place)
        default: return try comparable(value, at: place)
        }
    }
}

extension JSON {
    /// Whether `jsonb` can hold the value.
    fileprivate var isStorable: Bool {
        switch self {
        case .null, .bool, .int: true
        case .double(let number): number.isFinite
        case .number(let number): number.approximation.isFinite && number.approximation != 0
        case .string(let text): !text.utf8.contains(0)
        case .array(let elements): elements.allSatisfy(\.isStorable)
        case .object(let members): members.allSatisfy { !$0.key.utf8.contains(0) && $0.value.isStorable }
        }
    }
}

extension RetrievalError {
    /// A filter has another value at a place than it must have.
    static func expected(_ expectation: String, _ value: JSON, _ place: String) -> RetrievalError {
        RetrievalError(.filter, "\(place) must be \(expectation) (got \(value.sketch)).")
    }
}
