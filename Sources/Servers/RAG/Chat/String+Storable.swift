extension String {
    /// The text as a database takes it, which has no NUL: a model may write any character.
    var storable: String {
        guard utf8.contains(0) else { return self }
        return String(UnicodeScalarView(unicodeScalars.map { $0 == "\0" ? " " : $0 }))
    }
}
