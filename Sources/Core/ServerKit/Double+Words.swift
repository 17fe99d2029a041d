extension Double {
    /// For people: a whole number has no fraction.
    var inWords: String { self == rounded() && abs(self) < 1e15 ? "\(Int64(self))" : "\(self)" }
}
