/// A multi-line string literal that means exactly this text, whatever is in it.
func rawLiteral(_ text: String) -> String {
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
