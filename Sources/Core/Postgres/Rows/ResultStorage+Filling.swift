import CLibpq

extension ResultStorage {
    /// A result of one row that is being built.
    @safe final class Filling {
        private var result: OpaquePointer?

        /// Takes over `result`, which has columns and no rows.
        init(_ result: OpaquePointer) { unsafe self.result = result }

        deinit { unsafe PQclear(result) }

        /// Sets a value of the row; nil is NULL. The bytes are copied.
        func set(_ column: Int, to value: UnsafeMutableRawBufferPointer?) {
            guard let value = unsafe value else {
                unsafe PQsetvalue(result, 0, Int32(column), nil, -1)
                return
            }
            // An empty value still needs an address, or else it would be NULL.
            var nothing: CChar = 0
            unsafe withUnsafeMutablePointer(to: &nothing) { nothing in
                let start = unsafe value.baseAddress?.assumingMemoryBound(to: CChar.self) ?? nothing
                unsafe PQsetvalue(result, 0, Int32(column), start, Int32(value.count))
            }
        }

        /// The finished result.
        func storage() -> ResultStorage? {
            guard let result = unsafe result else { return nil }
            unsafe self.result = nil
            return unsafe ResultStorage(result)
        }
    }
}
