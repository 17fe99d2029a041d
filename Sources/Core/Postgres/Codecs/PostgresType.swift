/// The type of a parameter: one with the same number in every database, or one that is looked up by name.
public enum PostgresType: Hashable, Sendable {
    case builtin(PostgresOID)
    /// A type of an extension or user, such as `vector`: each connection looks its number up once.
    case named(String)
    /// The array of a named type.
    case arrayOfNamed(String)

    /// The type of arrays of this type; nil where there is none.
    var array: PostgresType? {
        switch self {
        case .builtin(let oid): PostgresOID.arrayOfElement[oid].map(PostgresType.builtin)
        case .named(let name): .arrayOfNamed(name)
        case .arrayOfNamed: nil
        }
    }
}

extension PostgresType: CustomStringConvertible {
    /// The type's name.
    public var description: String {
        switch self {
        case .builtin(let oid): oid.description
        case .named(let name): name
        case .arrayOfNamed(let name): "\(name)[]"
        }
    }
}
