public import Postgres

/// Which documents a search looks at: those whose metadata has, under each name, exactly the value given.
public struct MetadataFilter: Sendable {
    /// One name that must have one value.
    public struct Equality: Sendable {
        /// A top-level name of the metadata.
        public let name: String
        /// The JSON value it must be equal to.
        public let value: JSONText

        /// `name` must be equal to `value`.
        public init(name: String, value: JSONText) {
            self.name = name
            self.value = value
        }
    }

    let object: JSONText
    let equalities: [Equality]

    /// - Parameters:
    ///   - object: the equalities as one JSON object.
    ///   - equalities: all of which must hold.
    public init(object: JSONText, equalities: [Equality]) {
        self.object = object
        self.equalities = equalities
    }

    /// Containment finds the rows by the GIN index; it also matches arrays and objects that hold more than was asked
    /// for, so each value is compared as well.
    func condition(on table: String) -> SQL {
        let column: SQL = "\(identifier: table).metadata"
        var condition: SQL = "\(fragment: column) @> \(object)"
        for equality in equalities {
            condition = "\(fragment: condition) AND \(fragment: column) -> \(equality.name) = \(equality.value)"
        }
        return condition
    }
}
