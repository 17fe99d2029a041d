import CLibpq

extension Link {
    /// The next piece of a COPY out: one row; nil at the end. Free it with PQfreemem.
    func nextCopyData() -> UnsafeMutableBufferPointer<CChar>? { nil }
    func endCopy(error: String?) {}
}
