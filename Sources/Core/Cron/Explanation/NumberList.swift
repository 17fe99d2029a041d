/// Numbers in words, as in `0, 15, 30 and 45` or `9 to 17`.
struct NumberList: CustomStringConvertible {
    let description: String

    /// - Parameters:
    ///   - numbers: In order.
    ///   - name: How one of them is called.
    init(_ numbers: [Int], name: (Int) -> String = String.init) {
        var parts: [String] = []
        var rest = numbers[...]
        while let first = rest.first {
            var count = 1
            while rest.count > count, rest[rest.startIndex + count] == first + count { count += 1 }
            // Two in a row are no range.
            if count == 2 { count = 1 }
            parts.append(count > 1 ? "\(name(first)) to \(name(first + count - 1))" : name(first))
            rest = rest.dropFirst(count)
        }
        description = parts.inWords
    }
}

extension [String] {
    /// As in `a, b and c`.
    var inWords: String {
        guard let last, count > 1 else { return first ?? "" }
        return dropLast().joined(separator: ", ") + " and " + last
    }
}
