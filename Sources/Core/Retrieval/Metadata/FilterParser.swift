import JSONFormat
import Text

/// Reads a filter. Each place is given as its path, as in `filter.$and[2].price.$gt`, for the errors.
struct FilterParser {
    private let columns: [FilterColumn]
    /// With how many values a row is compared, so far.
    private(set) var clauses = 0

    /// - Parameter columns: Those that the filter may name.
    init(columns: [FilterColumn]) { self.columns = columns }

    /// Reads an object all of whose members must hold.
    mutating func condition(_ object: JSONObject, at place: String) throws(RetrievalError) -> FilterCondition {
        var parts: [FilterCondition] = []
        for (name, value) in object {
            parts.append(try member(name, value, at: "\(place).\(name.start(of: 60))"))
        }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    private mutating func member(
        _ name: String,
        _ value: JSON,
        at place: String
    ) throws(RetrievalError) -> FilterCondition {
        switch name {
        case "$and": return .all(try filters(value, at: place))
        case "$or": return .any(try filters(value, at: place))
        case "$not":
            guard case .object(let object) = value else {
                throw .expected("a filter, which is an object", value, place)
            }
            return .not(try condition(object, at: place))
        default: return try condition(on: subject(name, at: place), value, at: place)
        }
    }

    private mutating func filters(_ value: JSON, at place: String) throws(RetrievalError) -> [FilterCondition] {
        guard case .array(let elements) = value, !elements.isEmpty else {
            throw .expected("an array of at least one filter", value, place)
        }
        var filters: [FilterCondition] = []
        for (index, element) in elements.enumerated() {
            let place = "\(place)[\(index)]"
            guard case .object(let object) = element else {
                throw .expected("a filter, which is an object", element, place)
            }
            filters.append(try condition(object, at: place))
        }
        return filters
    }

    /// What a name stands for: a column where it begins with one `$`, metadata where it begins with two or none.
    private func subject(_ name: String, at place: String) throws(RetrievalError) -> FilterSubject {
        guard !name.utf8.contains(0) else {
            throw RetrievalError(.filter, "\(place) has the character U+0000, which no name in the database has.")
        }
        guard !name.hasPrefix("$") || name.hasPrefix("$$") else {
            if let column = columns.first(where: { "$\($0.name)" == name }) { return .column(column) }
            let known = (["and", "or", "not"] + columns.map(\.name)).map { "$\($0)" }.joined(separator: ", ")
            throw RetrievalError(
                .filter,
                """
                \(place) is neither a column nor an operator that can stand here; these can: \(known). \
                Other operators stand under a name, as in {"price":{"$gt":5}}; metadata whose name begins with $ is \
                written with $$.
                """
            )
        }
        let metadata = MetadataName(name.hasPrefix("$$") ? String(name.dropFirst()) : name)
        guard metadata.steps.count <= MetadataFilterLimits.depth else {
            throw RetrievalError(
                .filter,
                "\(place) has \(metadata.steps.count) names joined by dots, more than \(MetadataFilterLimits.depth)."
            )
        }
        return .metadata(metadata)
    }

    // MARK: One value

    /// Reads what is asked of one value: an object of operators, or a value that it must equal.
    private mutating func condition(
        on subject: FilterSubject,
        _ value: JSON,
        at place: String
    ) throws(RetrievalError) -> FilterCondition {
        guard case .object(let object) = value, object.keys.contains(where: { $0.hasPrefix("$") }) else {
            if let inner = value.placeOfOperator {
                throw RetrievalError(
                    .filter,
                    """
                    \(place)\(inner) is an operator inside a value to compare with. To filter by a name within an \
                    object, join the names by a dot, as in {"author.name":{"$in":["Ann","Bob"]}}; to compare with \
                    this very object, put it under $eq.
                    """
                )
            }
            return try condition(on: subject, .eq, value, at: place)
        }
        return try operators(object, on: subject, at: place)
    }

    private mutating func operators(
        _ object: JSONObject,
        on subject: FilterSubject,
        at place: String
    ) throws(RetrievalError) -> FilterCondition {
        var parts: [FilterCondition] = []
        for (name, value) in object {
            let place = "\(place).\(name.start(of: 60))"
            guard let known = FilterOperator(rawValue: name) else {
                throw RetrievalError(.filter, "\(place) is no operator; these are: \(FilterOperator.names).")
            }
            parts.append(try condition(on: subject, known, value, at: place))
        }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    private mutating func condition(
        on subject: FilterSubject,
        _ name: FilterOperator,
        _ value: JSON,
        at place: String
    ) throws(RetrievalError) -> FilterCondition {
        switch name {
        case .eq: return test(subject, .isOneOf([try subject.comparable(value, at: place)]))
        case .ne: return .not(test(subject, .isOneOf([try subject.comparable(value, at: place)])))
        case .in: return test(subject, .isOneOf(try comparables(value, on: subject, at: place)))
        case .nin: return .not(test(subject, .isOneOf(try comparables(value, on: subject, at: place))))
        case .gt: return test(subject, .isOrdered(.greater, try subject.bound(value, at: place)))
        case .gte: return test(subject, .isOrdered(.greaterOrEqual, try subject.bound(value, at: place)))
        case .lt: return test(subject, .isOrdered(.less, try subject.bound(value, at: place)))
        case .lte: return test(subject, .isOrdered(.lessOrEqual, try subject.bound(value, at: place)))
        case .contains: return test(subject, .contains(try subject.part(value, at: place)))
        case .exists:
            guard case .bool(let isThere) = value else { throw .expected("true or false", value, place) }
            let exists = test(subject, .exists)
            return isThere ? exists : .not(exists)
        case .not:
            guard case .object(let object) = value, !object.isEmpty else {
                throw .expected("an object of operators, as in {\"$gt\":5}", value, place)
            }
            return .not(try operators(object, on: subject, at: place))
        }
    }

    private func comparables(
        _ value: JSON,
        on subject: FilterSubject,
        at place: String
    ) throws(RetrievalError) -> [JSON] {
        guard case .array(let elements) = value else { throw .expected("an array of values", value, place) }
        var values: [JSON] = []
        for (index, element) in elements.enumerated() {
            values.append(try subject.comparable(element, at: "\(place)[\(index)]"))
        }
        return values
    }

    private mutating func test(_ subject: FilterSubject, _ test: FilterTest) -> FilterCondition {
        clauses += test.clauses
        return .test(subject, test)
    }
}

extension JSON {
    /// Where, within objects, the first name that begins with a `$` is, as in `.name.$gt`.
    fileprivate var placeOfOperator: String? {
        guard case .object(let members) = self else { return nil }
        for (name, value) in members {
            if name.hasPrefix("$") { return ".\(name.start(of: 60))" }
            if let inner = value.placeOfOperator { return ".\(name.start(of: 60))\(inner)" }
        }
        return nil
    }
}
