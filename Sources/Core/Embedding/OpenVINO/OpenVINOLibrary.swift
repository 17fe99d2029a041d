import Glibc
import Synchronization

/// The OpenVINO runtime, which is loaded along with the first model, never linked.
///
/// Each function of its C API that we use is looked up once, by name; the types below are the C declarations of
/// `openvino/c/*.h`, where every handle is an opaque pointer and every function returns a status (0 is success).
@safe final class OpenVINOLibrary: Sendable {
    /// `const ov_handle_t*` or `ov_handle_t*`.
    typealias Handle = OpaquePointer
    typealias HandleOut = UnsafeMutablePointer<OpaquePointer?>
    typealias CString = UnsafePointer<CChar>
    /// `const ov_property_t*`: pairs of pointers to key and value.
    typealias Properties = UnsafePointer<CString?>
    typealias Status = Int32

    /// One library per folder and process: loading it twice would only count references.
    private static let loaded = Mutex<[String: OpenVINOLibrary]>([:])

    // The library is never unloaded, so these stay valid.
    let getVersion: @convention(c) (UnsafeMutablePointer<CString?>) -> Status
    let freeVersion: @convention(c) (UnsafeMutablePointer<CString?>) -> Void
    let lastError: @convention(c) () -> CString?
    let statusText: @convention(c) (Status) -> CString?
    let freeText: @convention(c) (CString?) -> Void
    let coreCreate: @convention(c) (HandleOut) -> Status
    let coreFree: @convention(c) (Handle?) -> Void
    let readModelFromMemory: @convention(c) (Handle, CString, Int, Handle?, HandleOut) -> Status
    let modelFree: @convention(c) (Handle?) -> Void
    let compileModel: @convention(c) (Handle, Handle, CString, Int, Properties?, HandleOut) -> Status
    let compileFile: @convention(c) (Handle, CString, CString, Int, Properties?, HandleOut) -> Status
    let compiledFree: @convention(c) (Handle?) -> Void
    let compiledProperty: @convention(c) (Handle, CString, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Status
    let compiledInputCount: @convention(c) (Handle, UnsafeMutablePointer<Int>) -> Status
    let compiledOutputCount: @convention(c) (Handle, UnsafeMutablePointer<Int>) -> Status
    let compiledInput: @convention(c) (Handle, Int, HandleOut) -> Status
    let compiledOutput: @convention(c) (Handle, Int, HandleOut) -> Status
    let portName: @convention(c) (Handle, UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Status
    let portType: @convention(c) (Handle, UnsafeMutablePointer<UInt32>) -> Status
    let portFree: @convention(c) (Handle?) -> Void
    let createRequest: @convention(c) (Handle, HandleOut) -> Status
    let requestFree: @convention(c) (Handle?) -> Void
    let setTensor: @convention(c) (Handle, CString, Handle) -> Status
    let infer: @convention(c) (Handle) -> Status
    let outputTensor: @convention(c) (Handle, Int, HandleOut) -> Status
    /// `ov_shape_t`, two words by value, is passed in two registers like the rank and pointer that it consists of
    /// (System V x86-64 and AAPCS64). It is declared that way here, because no C header is imported.
    let tensorOver:
        @convention(c) (UInt32, Int, UnsafeMutablePointer<Int>, UnsafeMutableRawPointer, HandleOut) -> Status
    let tensorType: @convention(c) (Handle, UnsafeMutablePointer<UInt32>) -> Status
    /// The shape is returned as an `ov_shape_t`: two words, the rank and a pointer to the dimensions.
    let tensorShape: @convention(c) (Handle, UnsafeMutableRawPointer) -> Status
    let shapeFree: @convention(c) (UnsafeMutableRawPointer) -> Status
    let tensorData: @convention(c) (Handle, UnsafeMutablePointer<UnsafeMutableRawPointer?>) -> Status
    let tensorFree: @convention(c) (Handle?) -> Void

    /// The runtime in a folder, loaded now or before.
    static func load(from folder: String) throws(EmbeddingError) -> OpenVINOLibrary {
        let result = loaded.withLock { libraries -> Result<OpenVINOLibrary, EmbeddingError> in
            if let library = libraries[folder] { return .success(library) }
            do throws(EmbeddingError) {
                let library = try OpenVINOLibrary(folder: folder)
                libraries[folder] = library
                return .success(library)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private init(folder: String) throws(EmbeddingError) {
        let symbols = try OpenVINOSymbols(folder: folder)
        unsafe getVersion = try symbols.find("ov_get_openvino_version")
        unsafe freeVersion = try symbols.find("ov_version_free")
        unsafe lastError = try symbols.find("ov_get_last_err_msg")
        unsafe statusText = try symbols.find("ov_get_error_info")
        unsafe freeText = try symbols.find("ov_free")
        unsafe coreCreate = try symbols.find("ov_core_create")
        unsafe coreFree = try symbols.find("ov_core_free")
        unsafe readModelFromMemory = try symbols.find("ov_core_read_model_from_memory_buffer")
        unsafe modelFree = try symbols.find("ov_model_free")
        unsafe compileModel = try symbols.find("ov_core_compile_model_props")
        unsafe compileFile = try symbols.find("ov_core_compile_model_from_file_props")
        unsafe compiledFree = try symbols.find("ov_compiled_model_free")
        unsafe compiledProperty = try symbols.find("ov_compiled_model_get_property")
        unsafe compiledInputCount = try symbols.find("ov_compiled_model_inputs_size")
        unsafe compiledOutputCount = try symbols.find("ov_compiled_model_outputs_size")
        unsafe compiledInput = try symbols.find("ov_compiled_model_input_by_index")
        unsafe compiledOutput = try symbols.find("ov_compiled_model_output_by_index")
        unsafe portName = try symbols.find("ov_port_get_any_name")
        unsafe portType = try symbols.find("ov_port_get_element_type")
        unsafe portFree = try symbols.find("ov_output_const_port_free")
        unsafe createRequest = try symbols.find("ov_compiled_model_create_infer_request")
        unsafe requestFree = try symbols.find("ov_infer_request_free")
        unsafe setTensor = try symbols.find("ov_infer_request_set_tensor")
        unsafe infer = try symbols.find("ov_infer_request_infer")
        unsafe outputTensor = try symbols.find("ov_infer_request_get_output_tensor_by_index")
        unsafe tensorOver = try symbols.find("ov_tensor_create_from_host_ptr")
        unsafe tensorType = try symbols.find("ov_tensor_get_element_type")
        unsafe tensorShape = try symbols.find("ov_tensor_get_shape")
        unsafe shapeFree = try symbols.find("ov_shape_free")
        unsafe tensorData = try symbols.find("ov_tensor_data")
        unsafe tensorFree = try symbols.find("ov_tensor_free")
    }

    /// The build of the runtime, such as `2026.4.1-22982-…`.
    var version: String {
        // ov_version_t is two C strings: build number and description.
        unsafe withUnsafeTemporaryAllocation(of: CString?.self, capacity: 2) { text in
            unsafe text.initialize(repeating: nil)
            guard let base = text.baseAddress, unsafe getVersion(base) == 0, let build = unsafe text[0] else {
                return "unknown"
            }
            defer { unsafe freeVersion(base) }
            return unsafe String(cString: build)
        }
    }

    /// Throws what OpenVINO says about a status that is not success.
    func check(_ status: Status, _ doing: @autoclosure () -> String) throws(EmbeddingError) {
        guard status != 0 else { return }
        let reason =
            if let text = unsafe lastError(), unsafe text.pointee != 0 {
                unsafe String(cString: text)
            } else if let text = unsafe statusText(status) {
                unsafe String(cString: text)
            } else {
                "status \(status)"
            }
        let oneLine = reason.split(whereSeparator: \.isNewline).joined(separator: " ")
        throw EmbeddingError("OpenVINO could not \(doing()): \(oneLine)")
    }
}
