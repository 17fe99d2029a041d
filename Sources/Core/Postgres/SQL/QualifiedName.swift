/// The name of a table or other object with its schema, so that no search path decides which is meant.
package struct QualifiedName: Sendable, Hashable, CustomStringConvertible {
    /// The schema, unquoted.
    package let schema: String
    /// The name in the schema, unquoted.
    package let name: String

    /// A name in a schema, both as PostgreSQL keeps them: unquoted, and in the case they have.
    package init(schema: String = "public", _ name: String) {
        self.schema = schema
        self.name = name
    }

    /// As people write it: the schema `public` goes without saying.
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
