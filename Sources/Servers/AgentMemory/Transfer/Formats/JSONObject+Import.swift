import JSONFormat
import Postgres
import Retrieval
import Text

/// The members of an object in a file, as far as they can be stored.
extension JSONObject {
    /// A member that is there and not null.
    func given(_ name: String) -> JSON? {
        self[name].flatMap { $0 == .null ? nil : $0 }
    }

    /// A text of at most `limit` characters.
    func text(_ name: String, limit: Int? = nil) throws(ImportFlaw) -> String? {
        guard let given = given(name) else { return nil }
        guard let text = given.stringValue else {
            throw ImportFlaw("has \(given.article) as \(name), where a text belongs")
        }
        guard !text.utf8.contains(0) else {
            throw ImportFlaw("has a \(name) with the character NUL, which PostgreSQL cannot store")
        }
        if let limit, text.unicodeScalars.count > limit {
            throw ImportFlaw("has a \(name) of \(text.unicodeScalars.count) characters; at most \(limit) are stored")
        }
        return text
    }

    /// A text that must be there.
    func requiredText(_ name: String, limit: Int? = nil) throws(ImportFlaw) -> String {
        guard let text = try text(name, limit: limit) else { throw ImportFlaw("has no \(name)") }
        return text
    }

    /// An integer of 32 bits.
    func integer(_ name: String) throws(ImportFlaw) -> Int32? {
        guard let given = given(name) else { return nil }
        guard case .int(let number) = given, let number = Int32(exactly: number) else {
            throw ImportFlaw("has \(given.article) as \(name), where an integer of 32 bits belongs")
        }
        return number
    }

    /// An object; an empty one where there is none.
    func object(_ name: String) throws(ImportFlaw) -> JSONObject {
        guard let given = given(name) else { return [:] }
        guard let object = given.objectValue else {
            throw ImportFlaw("has \(given.article) as \(name), where an object belongs")
        }
        return object
    }

    /// Any value as it is stored; nil where there is none.
    func stored(_ name: String) throws(ImportFlaw) -> JSONText? {
        guard let value = self[name] else { return nil }
        return try JSONText(storing: value, as: name)
    }
}

extension JSONText {
    /// - Throws: ``ImportFlaw`` where PostgreSQL could not store it.
    init(storing value: JSON, as name: String) throws(ImportFlaw) {
        guard !value.holdsNUL else {
            throw ImportFlaw("has a \(name) with the character NUL, which PostgreSQL cannot store")
        }
        self.init(value)
    }
}

extension JSON {
    /// What sort of value it is, with its article; of the value itself, which may be a secret, it shows nothing.
    var article: String {
        switch self {
        case .null: "null"
        case .bool: "a truth value"
        case .int, .double, .number: "a number"
        case .string: "a text"
        case .array: "a list"
        case .object: "an object"
        }
    }

    fileprivate var holdsNUL: Bool {
        switch self {
        case .null, .bool, .int, .double, .number: false
        case .string(let text): text.utf8.contains(0)
        case .array(let elements): elements.contains(where: \.holdsNUL)
        case .object(let members): members.contains { $0.key.utf8.contains(0) || $0.value.holdsNUL }
        }
    }
}
