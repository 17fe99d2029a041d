import Text

/// The OIDs in this database of types of extensions and users, as far as they have been looked up.
struct NamedTypes {
    struct Numbers {
        let type: PostgresOID
        let array: PostgresOID
    }

    private var numbers: [BytewiseString: Numbers] = [:]
    /// Types looked up in a transaction that may be rolled back, and the type with it.
    private var isProvisional = false

    subscript(type: PostgresType) -> PostgresOID? {
        switch type {
        case .builtin(let oid): oid
        case .named(let name): numbers[BytewiseString(name)]?.type
        case .arrayOfNamed(let name): numbers[BytewiseString(name)]?.array
        }
    }

    mutating func learn(_ name: String, _ found: Numbers, inTransaction: Bool) {
        numbers[BytewiseString(name)] = found
        isProvisional = isProvisional || inTransaction
    }

    mutating func forgetAll() {
        numbers = [:]
        isProvisional = false
    }

    mutating func transactionEnded(committed: Bool) {
        if isProvisional && !committed { forgetAll() }
        isProvisional = false
    }
}
