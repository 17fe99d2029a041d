import JSONFormat
import Postgres
import Retrieval

extension NewMemory {
    /// The longest names in bytes that the index of subjects takes.
    private static let longestSubject = 2_000

    /// A memory of another program, checked as if it were stored by a call.
    ///
    /// - Parameter what: The member of the file that the text is of.
    init(
        foreign content: String,
        what: String,
        kind: MemoryKind,
        subject: String?,
        metadata: JSONObject,
        source: String
    ) throws(ImportFlaw) {
        try content.checkWords(of: what)
        if let subject, subject.utf8.count > Self.longestSubject {
            throw ImportFlaw(
                "is about a name of \(subject.utf8.count) bytes; at most \(Self.longestSubject) are stored"
            )
        }
        self.init(content: content, kind: kind, subject: subject)
        self.metadata = try JSONText(storing: .object(metadata), as: "metadata")
        self.source = String(source.unicodeScalars.prefix(MemoryLimits.longestText))
    }
}

extension String {
    /// - Throws: ``ImportFlaw`` for a text that says nothing.
    func checkWords(of what: String) throws(ImportFlaw) {
        do {
            try EmbeddedCollection.check(self)
        } catch {
            throw ImportFlaw("has a \(what) without any words")
        }
    }
}

extension JSONObject {
    /// A text that another program names things with, which may write numbers; nil for an empty one.
    func name(_ name: String, limit: Int = MemoryLimits.longestText) throws(ImportFlaw) -> String? {
        if case .int(let number) = given(name) { return "\(number)" }
        return try text(name, limit: limit).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A list of texts, or one text with commas between them.
    func texts(_ name: String) throws(ImportFlaw) -> [String] {
        switch given(name) {
        case nil: []
        case .string(let text): text.split(separator: ",").map { $0.trimmed }.filter { !$0.isEmpty }
        case .array(let elements) where elements.allSatisfy({ $0.stringValue != nil }):
            elements.compactMap(\.stringValue)
        default: throw ImportFlaw("has \(name) that are no list of texts")
        }
    }
}

extension Substring {
    /// Without the spaces around it.
    fileprivate var trimmed: String {
        var rest = drop { $0 == " " }
        while rest.last == " " { rest.removeLast() }
        return String(rest)
    }
}
