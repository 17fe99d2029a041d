extension Int {
    /// The number before what it counts, as in `1 item` and `2 items`.
    ///
    /// - Parameter noun: In the singular, of the kind that takes an s.
    package func counted(_ noun: String) -> String {
        "\(self) \(noun)\(self == 1 ? "" : "s")"
    }
}
