/// What somebody has given, as an error may repeat it: a URL in the wrong place may hold a password.
enum ShownValue {
    /// What stands for a value that is not shown.
    static let hidden = "…"

    /// The value, or `…` where it may hold a password.
    static func of(_ value: String) -> String {
        mayHoldPassword(value) ? hidden : value
    }

    /// The text without those of the values that may hold a password.
    ///
    /// - Parameter arguments: What stood on the command line.
    static func redacted(_ text: String, of arguments: some Sequence<String>) -> String {
        let secrets = Set(arguments.flatMap(values(of:))).filter(mayHoldPassword)
        // The longest first: one may be a part of another.
        return secrets.sorted { $0.utf8.count > $1.utf8.count }.reduce(text) { $0.replacing($1, with: hidden) }
    }

    /// What an argument gives: itself, and the value of `--flag=value` and its like.
    private static func values(of argument: String) -> [String] {
        guard argument.hasPrefix("-") else { return [argument, argument.trimmingWhitespace()] }
        guard let sign = argument.firstIndex(of: "=") else { return [argument] }
        return [String(argument[argument.index(after: sign)...])]
    }

    /// Whether a text is like a URL with a user, a setting of libpq, or `user:password`. A word, a path, a host with a port
    /// and a plain address of the web are not.
    static func mayHoldPassword(_ text: String) -> Bool {
        let isPath = text.hasPrefix("/") || text.hasPrefix("./") || text.hasPrefix("../")
        guard !isPath || text.contains(":") else { return false }
        var rest = text[...]
        for scheme in ["http://", "https://"] where rest.lowercased().hasPrefix(scheme) {
            rest = rest.dropFirst(scheme.count)
        }
        guard !rest.contains("://"), !rest.contains(where: { "@=".contains($0) }) else { return true }
        let isAddress = rest.allSatisfy { $0.isHexDigit || ":.[]".contains($0) } && rest.contains("::")
        return !isAddress
            && rest.split(separator: ":", omittingEmptySubsequences: false).dropFirst().contains { part in
                !part.prefix { !"/,?".contains($0) }.allSatisfy { $0.isASCII && $0.isNumber }
            }
    }
}
