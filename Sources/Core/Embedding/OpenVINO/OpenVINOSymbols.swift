import Files
import Glibc
import SystemPackage

/// The functions of one `libopenvino_c.so`, found by name.
@safe struct OpenVINOSymbols {
    private let path: String
    private let handle: UnsafeMutableRawPointer

    private static let remedy =
        "Run scripts/setup, or set PADDLE_OPENVINO to the folder that holds OpenVINO's libraries."

    /// Loads the library of a folder by its absolute path; it finds its other libraries and plugins in the same folder.
    init(folder: String) throws(EmbeddingError) {
        path = try Self.library(in: folder)
        guard let handle = unsafe dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
            let reason = unsafe dlerror().map { unsafe String(cString: $0) } ?? "no reason given"
            throw EmbeddingError("OpenVINO could not be loaded: \(reason). \(Self.remedy)")
        }
        unsafe self.handle = handle
    }

    func find<Function>(_ name: String) throws(EmbeddingError) -> Function {
        guard let symbol = unsafe dlsym(handle, name) else {
            throw EmbeddingError(
                "\(path) has no function \(name): OpenVINO 2026.4 or newer is needed. \(Self.remedy)"
            )
        }
        return unsafe unsafeBitCast(symbol, to: Function.self)
    }

    /// `libopenvino_c.so`, or the newest `libopenvino_c.so.VERSION`, which is how wheels name it.
    private static func library(in folder: String) throws(EmbeddingError) -> String {
        let prefix = "libopenvino_c.so"
        let names = ((try? Folder.names(in: FilePath(folder))) ?? []).filter {
            $0 == prefix || $0.hasPrefix(prefix + ".")
        }
        func version(_ name: String) -> Int { Int(name.dropFirst(prefix.count + 1)) ?? .max }
        guard let name = names.max(by: { version($0) < version($1) }) else {
            throw EmbeddingError(
                "OpenVINO, which computes embeddings, was not found: \(folder) holds no \(prefix)*. \(remedy)"
            )
        }
        // OpenVINO loads its other libraries and plugins from the same folder.
        try EmbeddingError.reading { () throws(FileError) in try FilePath(folder).checkTrustOfEntries() }
        return FilePath(folder).resolved.appending(name).string
    }
}
