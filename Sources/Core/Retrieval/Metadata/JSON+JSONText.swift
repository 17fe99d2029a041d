package import JSONFormat
package import Postgres

extension JSON {
    /// A value that the database holds, as a message can carry it: what another program has stored is shown, whatever it
    /// is.
    ///
    /// A number beyond the range of a double, which most clients would read as infinity or not at all, becomes its text.
    /// A value that is nested deeper than messages may be becomes the text of all of it.
    package init(_ stored: JSONText) {
        do {
            self = try JSON(parsing: stored.text, within: .stored).carried(levels: Self.carriedLevels)
        } catch {
            self = .string(stored.text)
        }
    }

    /// A message may have 512 levels, and a value is some way inside of it.
    private static let carriedLevels = 500

    private struct TooDeep: Error {}

    private func carried(levels: Int) throws(TooDeep) -> JSON {
        switch self {
        case .number(let number) where !number.approximation.isFinite: return .string(number.text)
        case .array(let elements):
            guard levels > 0 else { throw TooDeep() }
            var carried: [JSON] = []
            carried.reserveCapacity(elements.count)
            for element in elements { carried.append(try element.carried(levels: levels - 1)) }
            return .array(carried)
        case .object(let members):
            guard levels > 0 else { throw TooDeep() }
            var carried: JSONObject = [:]
            for (name, value) in members { carried[name] = try value.carried(levels: levels - 1) }
            return .object(carried)
        default: return self
        }
    }
}

extension JSONText {
    /// A JSON value in the database's form.
    package init(_ value: JSON) {
        self.init(value.description)
    }
}
