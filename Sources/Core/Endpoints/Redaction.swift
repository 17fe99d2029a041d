/// Makes texts of a remote server fit for errors and logs, whatever they repeat.
struct Redaction: Sendable {
    /// A secret that was sent along.
    let token: String?
    /// What was sent and must not be shown, such as a prompt.
    var texts: [String] = []

    private static let length = 300

    /// The start of a text in one line and without the token; nothing of it where it repeats a private text.
    func applied(to text: String) -> String {
        var text = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        if let token, !token.isEmpty { text = text.replacing(token, with: "[key]") }
        let start = String(text.prefix(Self.length))
        return repeatsPrivateText(start) ? "[a message that repeats the request]" : start
    }

    /// Whether as many letters as a window has are the same in a row. What stands between letters is not compared: a
    /// server that repeats a text may escape it or break its lines anew.
    private func repeatsPrivateText(_ text: String) -> Bool {
        let letters = Self.letters(text)
        return texts.contains { secret in
            let secret = Self.letters(secret)
            let size = min(secret.count, 16)
            // A word may occur in any message.
            guard size >= 8 else { return false }
            let windows = Set(Self.windows(of: letters, size: size))
            return !windows.isEmpty && Self.windows(of: secret, size: size).contains(where: windows.contains)
        }
    }

    /// Letters and digits in lower case; all that is not ASCII counts as letters.
    private static func letters(_ text: String) -> [UInt8] {
        text.utf8.compactMap { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...: byte
            default: nil
            }
        }
    }

    /// Every run of so many letters, at most 16, as one number.
    private static func windows(of letters: [UInt8], size: Int) -> [UInt128] {
        guard letters.count >= size else { return [] }
        let mask = UInt128.max >> UInt128(128 - 8 * size)
        var window: UInt128 = 0
        var windows: [UInt128] = []
        windows.reserveCapacity(letters.count - size + 1)
        for (place, letter) in letters.enumerated() {
            window = (window << 8 | UInt128(letter)) & mask
            if place >= size - 1 { windows.append(window) }
        }
        return windows
    }
}
