/// How many letters must be put in, taken out or replaced to turn one text into another (Levenshtein, 1965).
enum EditDistance {
    /// Nil where there are more than the limit.
    static func between(_ one: [UInt8], _ other: [UInt8], atMost limit: Int) -> Int? {
        guard abs(one.count - other.count) <= limit else { return nil }
        var row = Array(0...other.count)
        for (index, letter) in one.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in 1..<row.count {
                let replaced = diagonal + (other[column - 1] == letter ? 0 : 1)
                diagonal = row[column]
                row[column] = min(replaced, row[column] + 1, row[column - 1] + 1)
            }
        }
        return row[other.count] <= limit ? row[other.count] : nil
    }
}
