extension String {
    /// The text with its line ends as `\n` and `\r`: a name in a database may hold one, and what follows would look like a
    /// line of ours. Those stay that PostgreSQL writes into the definition of a view.
    var onOneLine: String {
        guard unicodeScalars.contains(where: { $0 == "\n" || $0 == "\r" }) else { return self }
        var result = ""
        var rest = unicodeScalars[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\r": result += "\\r"
            case "\n" where !Self.continuations.contains(where: { Substring(rest).hasPrefix($0) }): result += "\\n"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// How a line of a statement begins.
    private static let continuations = [" ", "UNION", "INTERSECT", "EXCEPT"]
}
