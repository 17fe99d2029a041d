/// The beginning of a stream of bytes.
struct LimitedBytes: Sendable {
    private let limit: Int
    private(set) var bytes: [UInt8] = []
    /// Whether there were more than the limit.
    private(set) var isOver = false

    init(limit: Int) { self.limit = max(limit, 0) }

    mutating func append(_ piece: RawSpan) {
        let rest = limit - bytes.count
        if piece.byteCount > rest { isOver = true }
        unsafe piece.extracting(first: min(piece.byteCount, rest)).withUnsafeBytes {
            unsafe bytes.append(contentsOf: $0)
        }
    }
}
