import Glibc

/// Lends properties as the array of C strings, key and value in turn, that `ov_property_t[]` is.
func withProperties<Result>(
    _ properties: [(String, String)],
    _ body: (_ count: Int, OpenVINOLibrary.Properties?) throws(EmbeddingError) -> Result
) throws(EmbeddingError) -> Result {
    let copies = unsafe properties.flatMap { unsafe [strdup($0), strdup($1)] }
    defer { unsafe copies.forEach { unsafe free($0) } }
    let list = unsafe UnsafeMutablePointer<OpenVINOLibrary.CString?>.allocate(capacity: max(1, copies.count))
    defer { unsafe list.deallocate() }
    for index in unsafe copies.indices { unsafe (list + index).initialize(to: UnsafePointer(copies[index])) }
    return try unsafe body(properties.count, list)
}
