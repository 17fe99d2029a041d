/// Names as clients see them.
package enum WireName {
    /// `minScore` as `min_score`, `HTTPStatus` as `http_status`, `userID` as `user_id`.
    static func snakeCase(_ name: String) -> String {
        guard hasUpper(name) else { return name }
        let letters = Array(name.utf8)
        var result: [UInt8] = []
        result.reserveCapacity(letters.count + 4)
        for (index, letter) in letters.enumerated() {
            guard isUpper(letter) else {
                result.append(letter)
                continue
            }
            let followsWord = index > 0 && !isUpper(letters[index - 1]) && letters[index - 1] != UInt8(ascii: "_")
            let endsCapitals =
                index > 0 && isUpper(letters[index - 1]) && index + 1 < letters.count && isLower(letters[index + 1])
            if followsWord || endsCapitals { result.append(UInt8(ascii: "_")) }
            result.append(letter | 0x20)
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The name in `known` that was probably meant: one that differs only in capitals and separators or by a typing
    /// error, or one that begins with `name`.
    package static func nearest(to name: String, among known: some Collection<String>) -> String? {
        guard name.utf8.count <= 64 else { return nil }
        let given = plain(name)
        guard !given.isEmpty else { return nil }
        var best: (name: String, distance: Int)?
        for candidate in known {
            let wanted = plain(candidate)
            let distance: Int
            if given.count >= 3, wanted.starts(with: given) {
                distance = 1
            } else {
                distance = editDistance(given, wanted)
                guard distance <= max(1, min(given.count, wanted.count) / 3) else { continue }
            }
            if distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.name
    }

    /// Written by hand for speed, since it runs for every member of every result.
    private static func hasUpper(_ name: String) -> Bool {
        let letters = name.utf8.span
        for index in letters.indices where isUpper(letters[index]) { return true }
        return false
    }

    private static func isUpper(_ letter: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(letter) }
    private static func isLower(_ letter: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter) }

    private static func plain(_ name: String) -> [UInt8] {
        name.utf8.lazy.filter { $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: "-") }.map {
            isUpper($0) ? $0 | 0x20 : $0
        }
    }

    /// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
    private static func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var cost = min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, beforeLast[j - 1] + 1) }
                row.append(cost)
            }
            beforeLast = last
            last = row
        }
        return last[b.count]
    }
}
