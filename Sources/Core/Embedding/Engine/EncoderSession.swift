import Files
import SystemPackage

/// A model ready to compute vectors. One batch at a time.
final class EncoderSession {
    let model: EmbeddingModel
    /// The size of the model's vocabulary, where its file states it.
    let vocabulary: Int?
    /// The precision that the compiled model reports, such as `f32`.
    let precision: String
    let fromCache: Bool
    /// Whether files of the cache were damaged and have been made again.
    let cacheWasDamaged: Bool
    private let network: OpenVINOModel
    private let pooling: Pooling
    private let planner: BatchPlanner

    /// Loads a model folder. It takes 0.1 to 0.5 seconds, so call it where blocking a thread is acceptable.
    init(
        _ folder: ModelFolder,
        configuration: EmbeddingConfiguration,
        _ arithmetic: Arithmetic
    ) throws(EmbeddingError) {
        let processor = Processor()
        let library = try OpenVINOLibrary.load(from: configuration.openVINODirectory)
        let properties = try Self.properties(configuration, arithmetic)
        let path = FilePath(folder.weights.path)
        let file = try EmbeddingError.reading { () throws(FileError) in try ReadOnlyFile(path) }
        let weights: ModelWeights
        let source: OpenVINOModel.Source
        switch folder.weights {
        case .safetensors:
            let header = try SafetensorsHeader(file)
            weights = ModelWeights(
                file: file,
                quantized: arithmetic == .int8 ? QuantizedWeights(header.tensors) : nil
            )
            let tensors = weights.quantized?.tensors ?? header.tensors
            let shape = try BertConfiguration.read(folder.path + "/config.json")
            source = .graph(try BertGraph.xml(shape, pooling: folder.pooling, tensors: tensors, path: path.string))
            vocabulary = BertGraph.vocabulary(of: tensors)
        case .onnx(let path):
            weights = ModelWeights(file: file, quantized: nil)
            source = .onnx(path)
            vocabulary = nil
        }
        let checksums = try PublishedChecksums(folder: FilePath(folder.path))
        let row = Self.knownRow(vocabulary)
        let steps = CompiledModelCache.Steps(
            weights: weights,
            check: { sum throws(EmbeddingError) in try checksums.check(sum, of: path) },
            compile: { (file, more) throws(EmbeddingError) in
                try OpenVINOModel(library, file: file, properties: properties + more)
            },
            knownVector: { model throws(EmbeddingError) in
                try Self.vectors(model, folder.pooling, [row], length: row.count)[0]
            }
        )
        var cached: CompiledModelCache.Loaded?
        if let directory = configuration.cacheDirectory {
            let settings = properties.map { "\($0)=\($1)" }
            let key = [library.version, processor.identity, path.string, file.identity, source.graph] + settings
            cached = try CompiledModelCache(directory: directory)
                .load(source, id: folder.id, key: key.joined(separator: "\n"), steps)
        }
        fromCache = cached != nil
        cacheWasDamaged = cached?.wasDamaged ?? false
        if let cached {
            network = cached.model
        } else {
            try checksums.check(file.sha256(), of: path)
            switch source {
            case .graph(let text):
                network = try OpenVINOModel(library, graph: text, weights: weights, properties: properties)
            case .onnx(let path):
                network = try OpenVINOModel(library, file: path, properties: properties)
            }
        }
        let used = network.property("INFERENCE_PRECISION_HINT") ?? "unknown"
        precision = arithmetic == .int8 ? arithmetic.rawValue : used
        pooling = folder.pooling
        planner = BatchPlanner(window: folder.window)
        // The dimensions of an ONNX model are found by running it, and so is whether any model runs.
        let vector = if let cached { cached.vector } else { try steps.knownVector(network) }
        model = EmbeddingModel(id: folder.id, dimensions: vector.count, window: folder.window)
    }

    /// A row of tokens that any model takes, from all over the vocabulary where its size is known.
    private static func knownRow(_ vocabulary: Int?) -> [Int32] {
        let step = max(1, (vocabulary ?? 8) / 8)
        return (0..<8).map { Int32($0 * step) }
    }

    /// One unit vector for each row of tokens, `[CLS]` and `[SEP]` included.
    func vectors(_ rows: [[Int32]]) throws(EmbeddingError) -> [[Float]] {
        let length = planner.length(rows: rows.count, longest: rows.map(\.count).max() ?? 0)
        return try Self.vectors(network, pooling, rows, length: length)
    }

    private static func properties(
        _ configuration: EmbeddingConfiguration,
        _ arithmetic: Arithmetic
    ) throws(EmbeddingError) -> [(String, String)] {
        // One stream over all cores was measured as fast as one stream per core, and answers a single query sooner.
        var properties = [
            ("PERFORMANCE_HINT", "LATENCY"), ("NUM_STREAMS", "1"), ("ENABLE_CPU_PINNING", "NO"),
            // What is mapped must not be truncated; see WeightsCopy, which OpenVINO maps all the same.
            ("ENABLE_MMAP", "NO"),
        ]
        properties += arithmetic.properties
        if let threads = configuration.threads ?? Processor.quota() {
            guard threads >= 1, threads <= 1024 else {
                throw EmbeddingError("Embedding with \(threads) threads is not possible: 1 to 1024 are.")
            }
            properties.append(("INFERENCE_NUM_THREADS", "\(threads)"))
        }
        return properties
    }

    private static func vectors(
        _ network: OpenVINOModel,
        _ pooling: Pooling,
        _ rows: [[Int32]],
        length: Int
    ) throws(EmbeddingError) -> [[Float]] {
        try unsafe network.run(rows, length: length) { (output, shape) throws(EmbeddingError) in
            let width = shape[shape.count - 1]
            var vectors: [[Float]] = []
            vectors.reserveCapacity(rows.count)
            for (index, row) in rows.enumerated() {
                var vector: [Float]
                if shape.count == 2 {
                    vector = unsafe Array(output[index * width..<(index + 1) * width])
                } else {
                    let start = index * shape[1] * width
                    let tokens = unsafe UnsafeBufferPointer(rebasing: output[start..<start + row.count * width])
                    vector = unsafe pooling.pooled(tokens, width: width)
                }
                guard vector.normalise() else {
                    throw EmbeddingError(
                        "The model computed a vector without length for a text of \(row.count) tokens: its weights are "
                            + "damaged. Fetch the model again."
                    )
                }
                vectors.append(vector)
            }
            return vectors
        }
    }
}

extension OpenVINOModel.Source {
    /// The text of the graph, empty for a file that describes itself.
    fileprivate var graph: String {
        switch self {
        case .graph(let text): text
        case .onnx: ""
        }
    }
}

extension Pooling {
    /// Pools the vectors of one row's tokens, `width` elements each.
    fileprivate func pooled(_ tokens: UnsafeBufferPointer<Float>, width: Int) -> [Float] {
        var sum = unsafe Array(tokens[..<width])
        guard self == .mean else { return sum }
        for start in stride(from: width, to: tokens.count, by: width) {
            for index in 0..<width { unsafe sum[index] += tokens[start + index] }
        }
        return sum
    }
}
