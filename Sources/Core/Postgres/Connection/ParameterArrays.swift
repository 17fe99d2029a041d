/// The three C arrays in which libpq takes parameters, reused from statement to statement.
@safe final class ParameterArrays {
    private(set) var values: UnsafeMutablePointer<UnsafePointer<CChar>?>
    private(set) var lengths: UnsafeMutablePointer<Int32>
    private(set) var formats: UnsafeMutablePointer<Int32>
    private var capacity = 0
    /// The address of empty values: a null pointer would mean NULL.
    private let empty: UnsafeMutablePointer<CChar>

    init() {
        unsafe empty = .allocate(capacity: 1)
        unsafe empty.initialize(to: 0)
        unsafe values = .allocate(capacity: 0)
        unsafe lengths = .allocate(capacity: 0)
        unsafe formats = .allocate(capacity: 0)
    }

    deinit {
        free()
        unsafe empty.deallocate()
    }

    private func free() {
        unsafe values.deallocate()
        unsafe lengths.deallocate()
        unsafe formats.deallocate()
    }

    /// Points the arrays at the values in `bytes`, which must not move until libpq has copied them.
    func fill(_ items: [PostgresBinds.Item], in bytes: UnsafeRawBufferPointer) {
        reserve(items.count)
        for (index, item) in items.enumerated() {
            unsafe values[index] = unsafe pointer(to: item, in: bytes)
            unsafe lengths[index] = max(0, item.length)
        }
    }

    private func pointer(
        to item: PostgresBinds.Item,
        in bytes: UnsafeRawBufferPointer
    ) -> UnsafePointer<CChar>? {
        switch item.length {
        case ..<0: nil
        case 0: unsafe UnsafePointer(empty)
        default: unsafe bytes.baseAddress?.advanced(by: item.offset).assumingMemoryBound(to: CChar.self)
        }
    }

    private func reserve(_ count: Int) {
        guard count > capacity else { return }
        free()
        capacity = max(16, count)
        unsafe values = .allocate(capacity: capacity)
        unsafe lengths = .allocate(capacity: capacity)
        unsafe formats = .allocate(capacity: capacity)
        // Everything is sent in binary format.
        unsafe formats.initialize(repeating: 1, count: capacity)
    }
}
