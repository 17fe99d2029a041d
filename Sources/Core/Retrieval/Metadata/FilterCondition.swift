import JSONFormat
import Postgres

/// What a filter asks of a row.
indirect enum FilterCondition: Sendable {
    /// All of these; no condition where there are none.
    case all([FilterCondition])
    /// At least one of these.
    case any([FilterCondition])
    /// Not this one.
    case not(FilterCondition)
    /// One value of the row passes a test.
    case test(FilterSubject, FilterTest)
}

/// A value of a row that a filter names.
enum FilterSubject: Sendable {
    case metadata(MetadataName)
    case column(FilterColumn)
}

extension FilterCondition {
    /// The condition as SQL, which is NULL where a test is asked of a value that is not there: neither AND nor OR nor
    /// WHERE tells that from false, and `not` is true of both.
    func condition(on row: FilteredRow) -> SQL {
        switch self {
        case .all(let parts) where parts.isEmpty: return "true"
        case .all(let parts): return "(\(fragment: parts.map { $0.condition(on: row) }.joined(separator: " AND ")))"
        case .any(let parts): return "(\(fragment: parts.map { $0.condition(on: row) }.joined(separator: " OR ")))"
        case .not(let part): return "(\(fragment: part.condition(on: row)) IS NOT TRUE)"
        case .test(.metadata(let name), let test): return test.condition(onJSON: name.value(in: row.metadata))
        case .test(.column(let column), let test): return test.condition(on: row.value(of: column), column.kind)
        }
    }
}

/// The row that a condition is about.
struct FilteredRow {
    let table: EmbeddedTable
    /// The row's name in the statement.
    let name: SQL
    /// Its metadata, an expression that may be evaluated several times.
    let metadata: SQL

    func value(of column: FilterColumn) -> SQL {
        if let owner = column.owner {
            return """
                (SELECT owner.\(identifier: column.column) FROM \(identifier: owner.table) AS owner
                WHERE owner.\(identifier: owner.key) = \(fragment: name).\(identifier: owner.key))
                """
        }
        guard !table.missing.contains(column.column) else { return "NULL::\(fragment: column.kind.type)" }
        let value: SQL = "\(fragment: name).\(identifier: column.column)"
        return column.kind == .time ? "\(fragment: value)::\(fragment: column.kind.type)" : value
    }
}

extension FilterTest {
    /// The test of a column; its values are in an array, so that one form serves all operators and any index.
    fileprivate func condition(on value: SQL, _ kind: FilterColumn.Kind) -> SQL {
        let bytewise: SQL = kind == .text ? "\(fragment: value) \(fragment: .bytewise)" : value
        return switch self {
        case .isOneOf(let values): "\(fragment: value) = ANY (\(fragment: kind.values(values)))"
        case .isOrdered(let order, let bound):
            "\(fragment: bytewise) \(unsafe: order.rawValue) ANY (\(fragment: kind.values([bound])))"
        case .exists: "\(fragment: value) IS NOT NULL"
        case .contains(let part): "pg_catalog.strpos(\(fragment: bytewise), \(part.stringValue ?? "")) > 0"
        }
    }

    /// The test of a `jsonb`. Values of other types than the one that is asked for fail it; nothing is converted.
    fileprivate func condition(onJSON value: SQL) -> SQL {
        func isOf(_ type: SQL) -> SQL { "pg_catalog.jsonb_typeof(\(fragment: value)) = \(fragment: type)" }
        let text: SQL = "(\(fragment: value) #>> '{}') \(fragment: .bytewise)"
        switch self {
        case .isOneOf(let values) where values.count > 16:
            // Looked up in a hash table, whether or not the plan is made for these values; IS TRUE keeps it from becoming
            // a join.
            return """
                (\(fragment: value) IN (SELECT pg_catalog.unnest(\(values.map { JSONText($0) }))) IS TRUE)
                """
        case .isOneOf(let values): return "\(fragment: value) = ANY (\(values.map { JSONText($0) }))"
        case .isOrdered(let order, .string(let bound)):
            return "(\(fragment: isOf("'string'")) AND \(fragment: text) \(unsafe: order.rawValue) \(bound))"
        case .isOrdered(let order, let bound):
            var type: SQL = "'number'"
            if case .bool = bound { type = "'boolean'" }
            return "(\(fragment: isOf(type)) AND \(fragment: value) \(unsafe: order.rawValue) \(JSONText(bound)))"
        case .exists: return "\(fragment: value) IS NOT NULL"
        case .contains(let part):
            let isElement: SQL = "\(fragment: isOf("'array'")) AND \(fragment: value) @> \(JSONText(part))"
            guard case .string(let part) = part else { return "(\(fragment: isElement))" }
            let isPart: SQL = "\(fragment: isOf("'string'")) AND pg_catalog.strpos(\(fragment: text), \(part)) > 0"
            return "(\(fragment: isElement) OR \(fragment: isPart))"
        }
    }
}

extension SQL {
    fileprivate static let bytewise: SQL = #"COLLATE pg_catalog."C""#
}
