/// A source that defines a list.
struct SwiftSource {
    /// What defines the elements' type.
    let module: String
    let name: String
    let type: String
    /// Each as an expression.
    let elements: [String]

    var text: String {
        """
        // Written by embed-files.
        // swift-format-ignore-file

        import \(module)

        let \(name): [\(type)] = [
        \(elements.map { "    \($0),\n" }.joined())]

        """
    }

    /// A multi-line literal that means exactly this text, whatever is in it.
    static func literal(_ text: String) -> String {
        // One more # than any run in the text, so that nothing in it ends the literal.
        var longest = 0
        var run = 0
        for byte in text.utf8 {
            run = byte == UInt8(ascii: "#") ? run + 1 : 0
            longest = max(longest, run)
        }
        let fence = String(repeating: "#", count: longest + 1)
        return "\(fence)\"\"\"\n\(text)\n\"\"\"\(fence)"
    }
}
