package import JSONFormat
package import Postgres

extension JSON {
    /// A value that the database holds, or the text of it where it is nested too deep, or otherwise more than a ``JSON``
    /// can hold: what another program has stored is shown, whatever it is.
    package init(_ stored: JSONText) {
        do {
            try self.init(parsing: stored.text, within: .stored)
        } catch {
            self = .string(stored.text)
        }
    }
}

extension JSONText {
    /// A JSON value in the database's form.
    package init(_ value: JSON) {
        self.init(value.description)
    }
}
