extension String {
    /// Its words in one line, as a model means them: to a search, quotes and a minus before a word would be conditions.
    var withoutConditions: String {
        replacing("\"", with: "").split(whereSeparator: \.isWhitespace).map { $0.drop { $0 == "-" } }
            .filter { !$0.isEmpty }.joined(separator: " ")
    }
}
