/// The marks of passages, such as `[1]`, of a kind that none of their texts imitates.
struct CitationMarks: Sendable, Hashable {
    /// What stands before the number.
    let prefix: String

    /// Marks that do not occur in texts.
    init(besides texts: [String]) {
        let usual = ["", "S", "SRC", "PASSAGE"]
        prefix =
            usual.first { prefix in !texts.contains { Self.occur(prefix, in: $0) } }
            ?? "P\(String(UInt64.random(in: 0...(.max)), radix: 36, uppercase: true))-"
    }

    init(prefix: String) { self.prefix = prefix }

    subscript(_ number: Int) -> String { "[\(prefix)\(number)]" }

    private static func occur(_ prefix: String, in text: String) -> Bool {
        let mark = Array("[\(prefix)".utf8)
        let bytes = Array(text.utf8)
        guard bytes.count > mark.count else { return false }
        for start in 0..<bytes.count - mark.count where bytes[start] == mark[0] {
            let end = start + mark.count
            if bytes[start..<end].elementsEqual(mark), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[end]) {
                return true
            }
        }
        return false
    }
}
