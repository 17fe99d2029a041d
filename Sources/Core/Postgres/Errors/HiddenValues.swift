/// Whose values a report of the server may quote; people are not shown them.
enum HiddenValues {
    /// Nobody's: what it quotes is the statement's own text.
    case none
    /// Those of one statement.
    case of(PostgresBinds)
    /// Those of rows, or of some statement of many.
    case unknown

    /// `text` of a report without the values.
    func hidden(in text: String, _ state: SQLState?) -> String {
        switch self {
        case .none: text
        case .of(let binds) where binds.count == 0: text
        case .of(let binds):
            SQLState.dataException ~= state ? hidingQuoted(in: text, binds) : binds.hidingValues(in: text)
        case .unknown: SQLState.dataException ~= state ? hidingQuoted(in: text, nil) : text
        }
    }

    /// An error about a value may quote any piece of it, with quotes of its own: so all is hidden from the first quote to
    /// the last.
    private func hidingQuoted(in text: String, _ binds: PostgresBinds?) -> String {
        guard let first = text.firstIndex(of: "\""), let last = text.lastIndex(of: "\""), first < last else {
            return text
        }
        let number = binds?.index(of: text[text.index(after: first)..<last])
        return text[..<first] + (number.map { "$\($0 + 1)" } ?? "\"…\"") + text[text.index(after: last)...]
    }
}
