/// The name of a table or other object with its schema, so that it does not depend on the search path.
package struct QualifiedName: Sendable, Hashable, CustomStringConvertible {
    /// The schema, unquoted.
    package let schema: String
    /// The name in the schema, unquoted.
    package let name: String

    /// A name in a schema, both as PostgreSQL stores them: unquoted and case-sensitive.
    package init(schema: String = "public", _ name: String) {
        self.schema = schema
        self.name = name
    }

    /// The name for people, without the schema `public`.
    package var description: String { schema == "public" ? name : "\(schema).\(name)" }
}

extension SQL.StringInterpolation {
    /// A name with its schema, both quoted.
    package mutating func appendInterpolation(identifier name: QualifiedName) {
        appendInterpolation(identifier: name.schema)
        appendLiteral(".")
        appendInterpolation(identifier: name.name)
    }
}
