import JSONFormat
import Postgres

/// An SQL/JSON predicate that is true of the metadata of every row that passes a condition, and that a GIN index can
/// answer.
///
/// It may be true of other rows as well: the path language looks into arrays by itself, and knows neither the values of
/// arrays and objects nor parts of texts. And it is short: where the server reads all rows, it asks each of them all of
/// the predicate, slowly.
struct IndexPredicate {
    private static let largest = 16

    let text: String
    /// How many values it looks at.
    private let size: Int

    var path: JSONPath { JSONPath(text) }

    /// nil where no short predicate is true of all that pass.
    init?(_ condition: FilterCondition) {
        switch condition {
        case .all(let parts): self.init(all: parts.lazy.compactMap(IndexPredicate.init))
        case .any(let parts): self.init(any: parts.lazy.map(IndexPredicate.init))
        case .test(.metadata(let name), .isOneOf(let values)):
            self.init(any: values.lazy.flatMap { value in name.paths.lazy.map { IndexPredicate(value, at: $0) } })
        case .test(.metadata(let name), .exists):
            self.init(exists: name.paths)
        // That the name exists would be true, but most rows may have it, which a plan for any name does not know.
        case .test, .not: return nil
        }
    }

    /// A value is at one of the paths.
    private init(exists paths: [String]) {
        text = "(\(paths.map { "exists(\($0))" }.joined(separator: " || ")))"
        size = paths.count
    }

    /// The value is at the path.
    private init(_ value: JSON, at path: String) {
        var parts: IndexPredicate?
        switch value {
        case .array(let elements):
            parts = IndexPredicate(all: elements.lazy.filter { !$0.isContainer }.map { IndexPredicate($0, at: path) })
        case .object(let members):
            parts = IndexPredicate(
                all: members.lazy.map { IndexPredicate($0.value, at: "\(path).\(JSON.string($0.key))") }
            )
        default:
            text = "\(path) == \(value)"
            size = 1
            return
        }
        text = parts?.text ?? "exists(\(path))"
        size = parts?.size ?? 1
    }

    /// As many of these as are short together; nil where there are none.
    private init?(all parts: some Sequence<IndexPredicate>) {
        var text: [String] = []
        var size = 0
        for part in parts {
            guard size + part.size <= Self.largest else { break }
            text.append(part.text)
            size += part.size
        }
        guard !text.isEmpty else { return nil }
        self.text = "(\(text.joined(separator: " && ")))"
        self.size = size
    }

    /// nil where one is missing, or they are not short together.
    private init?(any parts: some Sequence<IndexPredicate?>) {
        var text: [String] = []
        var size = 0
        for part in parts {
            guard let part, size + part.size <= Self.largest else { return nil }
            text.append(part.text)
            size += part.size
        }
        guard !text.isEmpty else { return nil }
        self.text = "(\(text.joined(separator: " || ")))"
        self.size = size
    }
}

extension JSON {
    fileprivate var isContainer: Bool {
        switch self {
        case .array, .object: true
        default: false
        }
    }
}
