/// What a caller sends or asks for does not fit into a ``ByteBudget``.
package struct ByteBudgetExceeded: Error, Hashable, CustomStringConvertible {
    /// What is full.
    package enum Scope: Sendable, Hashable {
        /// It would not even fit if the caller held nothing else: to come again is of no use.
        case request
        /// The caller holds too much.
        case caller
        /// All callers together hold too much.
        case process
    }

    /// What is full.
    package let scope: Scope
    /// How many more bytes were needed.
    let bytes: Int
    let limit: Int

    /// For the caller: what is full, and what to do.
    package var description: String {
        let (needed, most) = (bytes.asMebibytes, limit.asMebibytes)
        switch scope {
        case .request:
            return "This takes about \(needed) of memory, and one caller may hold at most \(most). Nothing was done; "
                + "send or ask for less at once."
        case .caller:
            return "This takes about \(needed) of memory, and your other requests and answers leave less than that of "
                + "the \(most) you may hold. Nothing was done; read the answers that wait, and call again."
        case .process:
            return "The server is busy: this takes about \(needed) of memory, and the requests and answers of all "
                + "callers leave less than that of \(most). Nothing was done; call again in a little while."
        }
    }
}

extension Int {
    /// A number of bytes in whole mebibytes, rounded up.
    fileprivate var asMebibytes: String { "\((self >> 20) + (self & 0xFFFFF == 0 ? 0 : 1)) MiB" }
}
