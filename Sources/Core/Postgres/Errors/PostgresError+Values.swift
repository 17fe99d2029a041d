extension PostgresError {
    /// Whether the statement failed for what was to be stored: a value, a constraint, a limit, or a trigger of the owner
    /// of the table.
    package var isAboutValues: Bool {
        let classes: [SQLState] = [.dataException, .integrityConstraintViolation, "54", "P0"]
        return classes.contains { $0 ~= sqlState }
    }
}
