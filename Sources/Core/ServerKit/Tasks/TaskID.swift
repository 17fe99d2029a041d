import Cryptography
import Postgres

/// The name of a task: 256 random bits, which nobody guesses.
struct TaskID: Sendable, Hashable {
    private static let count = 32

    let bytes: Bytea

    /// A new one.
    init() {
        bytes = Bytea((0..<Self.count).map { _ in .random(in: 0...255) })
    }

    /// One that a caller names; nil for a text that is none.
    init?(_ text: String) {
        guard let bytes = Base64URL.decode(text.utf8), bytes.count == Self.count else { return nil }
        self.bytes = Bytea(bytes)
    }

    var text: String { Base64URL.encode(bytes.bytes) }
}
