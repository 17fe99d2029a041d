/// Whose values a report of the server may quote; they are hidden from people.
enum HiddenValues {
    /// None: the report quotes only the statement's own text.
    case none
    /// The values of one statement.
    case of(PostgresBinds)
    /// The values of rows, or of an unknown one of many statements.
    case unknown

    /// The `text` of a report, without the values.
    func hidden(in text: String, _ state: SQLState?) -> String {
        switch self {
        case .none: text
        case .of(let binds) where binds.count == 0: text
        case .of(let binds):
            SQLState.dataException ~= state ? hidingQuoted(in: text, binds) : binds.hidingValues(in: text)
        case .unknown: SQLState.dataException ~= state ? hidingQuoted(in: text, nil) : text
        }
    }

    /// An error about a value may quote any part of it, which may itself contain quotes, so everything from the first
    /// quote to the last is hidden.
    private func hidingQuoted(in text: String, _ binds: PostgresBinds?) -> String {
        guard let first = text.firstIndex(of: "\""), let last = text.lastIndex(of: "\""), first < last else {
            return text
        }
        let number = binds?.index(of: text[text.index(after: first)..<last])
        return text[..<first] + (number.map { "$\($0 + 1)" } ?? "\"…\"") + text[text.index(after: last)...]
    }
}
