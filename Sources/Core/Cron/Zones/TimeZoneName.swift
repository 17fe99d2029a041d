import Files
import SystemPackage

/// Names of zones as the IANA database has them.
enum TimeZoneName {
    /// Whether a text can be such a name, and so can neither leave the folder of the data nor name another kind of
    /// file in it.
    static func isWellFormed(_ name: String) -> Bool {
        let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard name.utf8.count <= 64, (1...3).contains(parts.count) else { return false }
        // Beside the zones stand the same ones with leap seconds counted, and the machine's own.
        guard !["right", "posix", "localtime", "posixrules"].contains(String(Substring(parts[0]))) else { return false }
        return parts.allSatisfy { part in
            guard let first = part.first else { return false }
            return isLetter(first) && part.allSatisfy { isLetter($0) || isDigit($0) || "_+-".utf8.contains($0) }
        }
    }

    /// Up to three names that someone may have meant.
    static func near(_ text: String, in folder: FilePath) -> [String] {
        guard text.utf8.count <= 64 else { return [] }
        let wanted = key(text)
        let ranked = all(in: folder).compactMap { name -> (distance: Int, name: String)? in
            let whole = key(name)
            let city = whole.suffix(while: isNoSlash)
            let distance = min(
                EditDistance.between(wanted, whole, atMost: 2) ?? 9,
                // A city alone, or in the wrong part of the world.
                (EditDistance.between(wanted.suffix(while: isNoSlash), city, atMost: 1) ?? 9) + 1
            )
            return distance < 9 ? (distance, name) : nil
        }
        return ranked.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(3).map(\.name)
    }

    /// The zones and links of the database, from the list of it that comes with the compiled data.
    private static func all(in folder: FilePath) -> [String] {
        guard let list = try? ReadOnlyFile.contents(of: folder.appending("tzdata.zi"), limit: 1 << 20) else {
            return []
        }
        return list.split(separator: 0x0a).compactMap { line in
            guard line.starts(with: "Z ".utf8) || line.starts(with: "L ".utf8) else { return nil }
            // A zone's name is its first word, a link's is its last.
            let words = line.split(separator: 0x20, maxSplits: 3)
            let index = line.first == UInt8(ascii: "Z") ? 1 : 2
            return words.count > index ? String(decoding: words[index], as: UTF8.self) : nil
        }
    }

    /// What is compared: small letters, and no spaces.
    private static func key(_ text: String) -> [UInt8] {
        text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
            case 0x20: UInt8(ascii: "_")
            default: byte
            }
        }
    }

    private static func isNoSlash(_ byte: UInt8) -> Bool { byte != UInt8(ascii: "/") }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}

extension [UInt8] {
    /// The last bytes, as long as they fit.
    fileprivate func suffix(while fits: (UInt8) -> Bool) -> [UInt8] {
        guard let other = lastIndex(where: { !fits($0) }) else { return self }
        return Array(self[(other + 1)...])
    }
}
