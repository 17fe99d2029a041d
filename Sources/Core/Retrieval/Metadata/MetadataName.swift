import JSONFormat
import Postgres

/// The name of a value in metadata. A dot in it goes into an object, unless the metadata itself has the name with the
/// dot.
struct MetadataName: Sendable {
    /// The name as the metadata itself may have it.
    let text: String
    /// The names of the objects on the way, and of the value in the innermost.
    let steps: [String]

    init(_ text: String) {
        self.text = text
        steps = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    }

    /// The value as `jsonb`; NULL where it is not there, or the metadata is no object.
    func value(in metadata: SQL) -> SQL {
        let value: SQL = "(\(fragment: metadata) -> \(text))"
        guard steps.count > 1 else { return value }
        let path = JSONPath("strict \(Self.path(steps))")
        return """
            coalesce(\(fragment: value),
                pg_catalog.jsonb_path_query_first(\(fragment: metadata), \(path), '{}'::pg_catalog.jsonb, true))
            """
    }

    /// The paths, as SQL/JSON, at which the value may be.
    var paths: [String] {
        steps.count > 1 ? [Self.path([text]), Self.path(steps)] : [Self.path(steps)]
    }

    static func path(_ steps: [String]) -> String {
        steps.reduce("$") { "\($0).\(JSON.string($1))" }
    }
}
