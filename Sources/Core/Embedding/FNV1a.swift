/// FNV-1a with 64 bits, by Fowler, Noll and Vo: good for short keys, one byte at a time; not cryptographic.
enum FNV1a {
    /// The hash of no bytes.
    static let empty: UInt64 = 0xcbf2_9ce4_8422_2325

    /// The hash of some bytes and one more.
    @inline(__always)
    static func extend(_ hash: UInt64, by byte: UInt8) -> UInt64 {
        (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }
}
