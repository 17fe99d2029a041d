/// Something cannot be exported or imported; the text says what was wrong, what was expected and what to do next.
package struct TransferError: Error, Hashable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
