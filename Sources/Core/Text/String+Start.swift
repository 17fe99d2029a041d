extension String {
    /// The text where it has so many characters (Unicode scalars), else its beginning and an ellipsis.
    package func start(of length: Int) -> String {
        let start = unicodeScalars.prefix(length)
        return start.endIndex == unicodeScalars.endIndex ? self : String(start) + "…"
    }
}
