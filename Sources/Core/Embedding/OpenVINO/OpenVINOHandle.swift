/// One object of OpenVINO, freed with this one.
@safe final class OpenVINOHandle {
    let raw: OpaquePointer
    private let free: @convention(c) (OpaquePointer?) -> Void

    /// Takes the object that `make` writes.
    init(
        _ library: OpenVINOLibrary,
        _ doing: @autoclosure () -> String,
        free: @convention(c) (OpaquePointer?) -> Void,
        make: (OpenVINOLibrary.HandleOut) -> OpenVINOLibrary.Status
    ) throws(EmbeddingError) {
        var made: OpaquePointer?
        try library.check(unsafe make(&made), doing())
        guard let raw = unsafe made else { throw EmbeddingError("OpenVINO could not \(doing()): it answered nothing.") }
        unsafe self.raw = raw
        unsafe self.free = free
    }

    deinit {
        unsafe free(raw)
    }
}
