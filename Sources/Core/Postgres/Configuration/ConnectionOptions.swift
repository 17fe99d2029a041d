import CLibpq

/// libpq's list of connection options, read into a dictionary.
package enum ConnectionOptions {
    /// The values that libpq would use by default: PG* variables, the service file of PGSERVICE, built-in defaults.
    static func defaults() -> [String: String] {
        guard let options = unsafe PQconndefaults() else { return [:] }
        defer { unsafe PQconninfoFree(options) }
        return unsafe values(options)
    }

    /// Every keyword that this libpq knows.
    package static func keywords() -> Set<String> {
        guard let options = unsafe PQconndefaults() else { return [] }
        defer { unsafe PQconninfoFree(options) }
        var keywords: Set<String> = []
        var option = unsafe options
        while let keyword = unsafe option.pointee.keyword {
            unsafe keywords.insert(String(cString: keyword))
            unsafe option += 1
        }
        return keywords
    }

    /// The options that have a value.
    static func values(_ options: UnsafeMutablePointer<PQconninfoOption>) -> [String: String] {
        var values: [String: String] = [:]
        var option = unsafe options
        while let keyword = unsafe option.pointee.keyword {
            if let value = unsafe option.pointee.val {
                unsafe values[String(cString: keyword)] = String(cString: value)
            }
            unsafe option += 1
        }
        return values
    }
}
