/// `name` as an SQL identifier: always in double quotes, with any inside doubled.
///
/// A qualified name is `quoteIdentifier("schema") + "." + quoteIdentifier("table")`. A NUL character cannot be part of
/// a name; it is kept, and the statement is then refused before it is sent.
public func quoteIdentifier(_ name: String) -> String {
    var quoted = "\""
    quoted.reserveCapacity(name.utf8.count + 2)
    for character in name.unicodeScalars {
        if character == "\"" { quoted.unicodeScalars.append("\"") }
        quoted.unicodeScalars.append(character)
    }
    quoted.unicodeScalars.append("\"")
    return quoted
}
