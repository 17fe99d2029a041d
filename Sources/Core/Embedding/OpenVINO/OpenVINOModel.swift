import Files

/// A model that OpenVINO has compiled for this processor. One inference at a time.
@safe final class OpenVINOModel {
    /// What the engine reads.
    enum Source {
        /// Text of an IR file, whose constants point into the file of the weights.
        case graph(String)
        case onnx(String)
    }

    let library: OpenVINOLibrary
    let inputs: [Input]
    /// Which output holds the embeddings.
    let output: Int
    let request: OpenVINOHandle
    private let core: OpenVINOHandle
    private let compiled: OpenVINOHandle
    /// Keeps the weights alive where the model was read from memory.
    private let weights: LoadedFile?

    struct Input {
        enum Content: String {
            case identifiers = "input_ids"
            case mask = "attention_mask"
            case types = "token_type_ids"
        }

        let content: Content
        let type: ElementType
    }

    /// Compiles a file, using the cache folder in the properties, if any.
    convenience init(_ library: OpenVINOLibrary, file: String, properties: [(String, String)]) throws(EmbeddingError) {
        let core = try Self.makeCore(library)
        let compiled = try unsafe withProperties(properties) { (count, list) throws(EmbeddingError) in
            try unsafe OpenVINOHandle(library, "compile \(file)", free: library.compiledFree) {
                unsafe library.compileFile(core.raw, file, "CPU", count, list, $0)
            }
        }
        try self.init(library, core: core, compiled: compiled, weights: nil)
    }

    /// Compiles a model described in memory.
    convenience init(
        _ library: OpenVINOLibrary,
        graph: String,
        weights source: ModelWeights,
        properties: [(String, String)]
    ) throws(EmbeddingError) {
        let core = try Self.makeCore(library)
        let weights = try LoadedFile(source)
        let path = source.file.path
        var size = weights.count
        let tensor = try unsafe OpenVINOHandle(library, "hold \(path)", free: library.tensorFree) {
            unsafe library.tensorOver(ElementType.u8.rawValue, 1, &size, weights.base, $0)
        }
        let model = try unsafe OpenVINOHandle(library, "read the model of \(path)", free: library.modelFree) {
            unsafe library.readModelFromMemory(core.raw, graph, graph.utf8.count, tensor.raw, $0)
        }
        let compiled = try unsafe withProperties(properties) { (count, list) throws(EmbeddingError) in
            try unsafe OpenVINOHandle(library, "compile \(path)", free: library.compiledFree) {
                unsafe library.compileModel(core.raw, model.raw, "CPU", count, list, $0)
            }
        }
        try self.init(library, core: core, compiled: compiled, weights: weights)
    }

    private init(
        _ library: OpenVINOLibrary,
        core: OpenVINOHandle,
        compiled: OpenVINOHandle,
        weights: LoadedFile?
    ) throws(EmbeddingError) {
        self.library = library
        self.core = core
        self.compiled = compiled
        self.weights = weights
        inputs = try Self.inputs(library, compiled)
        output = try Self.output(library, compiled)
        request = try unsafe OpenVINOHandle(library, "prepare an inference", free: library.requestFree) {
            unsafe library.createRequest(compiled.raw, $0)
        }
    }

    private static func makeCore(_ library: OpenVINOLibrary) throws(EmbeddingError) -> OpenVINOHandle {
        try unsafe OpenVINOHandle(library, "start", free: library.coreFree) { unsafe library.coreCreate($0) }
    }

    /// A property of the compiled model, such as its precision.
    func property(_ key: String) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard unsafe library.compiledProperty(compiled.raw, key, &text) == 0, let text = unsafe text else { return nil }
        defer { unsafe library.freeText(text) }
        return unsafe String(cString: text)
    }

    private static func inputs(
        _ library: OpenVINOLibrary,
        _ compiled: OpenVINOHandle
    ) throws(EmbeddingError) -> [Input] {
        var count = 0
        try library.check(unsafe library.compiledInputCount(compiled.raw, &count), "count the model's inputs")
        var inputs: [Input] = []
        for index in 0..<count {
            let port = try unsafe OpenVINOHandle(library, "find input \(index)", free: library.portFree) {
                unsafe library.compiledInput(compiled.raw, index, $0)
            }
            let name = try name(of: port, library)
            var type: UInt32 = 0
            try library.check(unsafe library.portType(port.raw, &type), "tell the type of input \(name)")
            guard let content = Input.Content(rawValue: name), let known = ElementType(rawValue: type),
                [.i64, .i32, .f32].contains(known)
            else {
                throw EmbeddingError(
                    "The model has an input \(name) that cannot be filled: input_ids, attention_mask and "
                        + "token_type_ids, of integers, are known."
                )
            }
            inputs.append(Input(content: content, type: known))
        }
        guard inputs.contains(where: { $0.content == .identifiers }) else {
            throw EmbeddingError("The model has no input named input_ids, so it is not a text encoder.")
        }
        return inputs
    }

    private static func output(_ library: OpenVINOLibrary, _ compiled: OpenVINOHandle) throws(EmbeddingError) -> Int {
        var count = 0
        try library.check(unsafe library.compiledOutputCount(compiled.raw, &count), "count the model's outputs")
        var names: [String] = []
        for index in 0..<count {
            let port = try unsafe OpenVINOHandle(library, "find output \(index)", free: library.portFree) {
                unsafe library.compiledOutput(compiled.raw, index, $0)
            }
            names.append((try? name(of: port, library)) ?? "")
        }
        let known = ["embedding", "last_hidden_state", "token_embeddings", "sentence_embedding"]
        return known.lazy.compactMap(names.firstIndex(of:)).first ?? 0
    }

    private static func name(
        of port: OpenVINOHandle,
        _ library: OpenVINOLibrary
    ) throws(EmbeddingError) -> String {
        var text: UnsafeMutablePointer<CChar>?
        try library.check(unsafe library.portName(port.raw, &text), "name a port of the model")
        guard let text = unsafe text else { return "" }
        defer { unsafe library.freeText(text) }
        return unsafe String(cString: text)
    }
}
