import CLibpq

extension PostgresConfiguration {
    static func parse(_ url: String) throws(PostgresError) -> [String: String] {
        guard !url.utf8.contains(0) else { throw invalid("it contains the character NUL") }
        try checkScheme(of: url)
        try checkDelimiters(of: url)
        var message: UnsafeMutablePointer<CChar>?
        guard let options = unsafe PQconninfoParse(url, &message) else {
            defer { unsafe PQfreemem(message) }
            throw invalid(
                unsafe message.map { unsafe reason(String(cString: $0).trimmedLines, for: url) } ?? "out of memory"
            )
        }
        defer { unsafe PQconninfoFree(options) }
        let values = unsafe ConnectionOptions.values(options)
        for port in (values["port"] ?? "").split(separator: ",") {
            guard let number = Int(port), (1...65_535).contains(number) else {
                throw invalid("its port is not a number from 1 to 65535. " + escapingHint)
            }
        }
        return values
    }

    private static func invalid(_ reason: String) -> PostgresError {
        PostgresError(.configuration, "the database URL cannot be used: \(reason)")
    }

    private static var escapingHint: String {
        "Characters such as @ : / ? # % in a user name or password must be percent-encoded: @ is %40, / is %2F"
    }

    /// libpq takes a text without a scheme of its own for settings, and would only miss an equals sign in it.
    private static func checkScheme(of url: String) throws(PostgresError) {
        let beginning = url.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "+.-".contains($0)) }
        if url.dropFirst(beginning.count).hasPrefix("://") {
            guard !schemes.contains("\(beginning)://") else { return }
            throw invalid("it begins with \(beginning):// instead of postgresql://")
        }
        guard url.contains("=") || url.allSatisfy(\.isWhitespace) else {
            throw invalid(
                "it neither begins with postgresql:// nor consists of settings, as in host=localhost dbname=test"
            )
        }
    }

    private static let schemes = ["postgresql://", "postgres://"]

    private static func reason(_ message: String, for url: String) -> String {
        let beginning = "invalid URI query parameter: \""
        // With an @ after it, the ? may belong to a password that is not percent-encoded, and so may the name.
        guard message.hasPrefix(beginning), message.hasSuffix("\""), let query = url.firstIndex(of: "?"),
            !url[query...].contains("@")
        else { return withoutValues(message) }
        return "libpq knows no parameter \(message.dropFirst(beginning.count - 1)); leave it out"
    }

    /// Finds an @ that would make libpq take part of a password for a host or database, and later print it.
    private static func checkDelimiters(of url: String) throws(PostgresError) {
        guard let scheme = schemes.first(where: { url.hasPrefix($0) }) else { return }
        let beforeQuery = url.dropFirst(scheme.count).prefix { $0 != "?" }
        guard beforeQuery.count(where: { $0 == "@" }) <= 1 else {
            throw invalid("it has more than one @. " + escapingHint)
        }
        if let slash = beforeQuery.firstIndex(of: "/"), beforeQuery[slash...].contains("@") {
            throw invalid("it has a / before the @. " + escapingHint)
        }
    }

    /// libpq quotes text that it could not read, which may be part of a password and contain quotes itself, so
    /// everything from the first quote to the last is hidden, except what libpq always quotes and the name of a
    /// setting.
    private static func withoutValues(_ message: String) -> String {
        let beginning = constantBeginnings.first(where: message.hasPrefix) ?? ""
        let rest = message.dropFirst(beginning.count)
        guard let first = rest.firstIndex(of: "\""), let last = rest.lastIndex(of: "\""), first < last else {
            return message
        }
        let quoted = String(rest[rest.index(after: first)..<last])
        guard !ConnectionOptions.keywords().contains(quoted) else { return message }
        return beginning + rest[..<first] + "\"…\"" + rest[rest.index(after: last)...]
    }

    /// The beginnings of messages in which libpq quotes text of its own.
    private static let constantBeginnings = [
        "missing \"=\" after ",
        "missing key/value separator \"=\" in URI query parameter: ",
        "extra key/value separator \"=\" in URI query parameter: ",
        "end of string reached when looking for matching \"]\" in IPv6 host address in URI: ",
    ]
}
