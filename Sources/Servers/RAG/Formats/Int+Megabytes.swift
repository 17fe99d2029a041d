extension Int {
    /// A number of bytes for people: in kB or MB, rounded up.
    var inMegabytes: String {
        self < 1 << 20 ? "\((self + 1023) >> 10) kB" : "\(((self - 1) >> 20) + 1) MB"
    }
}
