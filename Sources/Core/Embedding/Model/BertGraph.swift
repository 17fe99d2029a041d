/// Describes a BERT encoder with its pooling as an OpenVINO graph over the tensors of a weights file.
///
/// The architecture: Devlin et al., "BERT" (2019), as published in `transformers`; the pooling: Reimers and Gurevych,
/// "Sentence-BERT" (2019). Inputs are `input_ids` (i32) and `attention_mask` (f32), both [batch, length]; the output
/// is [batch, hidden size], L2-normalised.
struct BertGraph {
    private let configuration: BertConfiguration
    private let tensors: [String: SafetensorsHeader.Tensor]
    private let path: String
    private let prefix: String
    private var graph = IRGraph()
    private var integers = IRIntegers()

    /// The text of the IR file.
    static func xml(
        _ configuration: BertConfiguration,
        pooling: Pooling,
        tensors: [String: SafetensorsHeader.Tensor],
        path: String
    ) throws(EmbeddingError) -> String {
        var description = BertGraph(configuration: configuration, tensors: tensors, path: path)
        try description.encoder(pooling)
        return description.graph.xml(name: "bert")
    }

    /// Rows of the word embeddings: the size of the model's vocabulary.
    static func vocabulary(of tensors: [String: SafetensorsHeader.Tensor]) -> Int {
        ["", "bert."].compactMap { tensors[$0 + wordEmbeddings]?.shape.first }.first ?? 0
    }

    private static let wordEmbeddings = "embeddings.word_embeddings.weight"

    private init(
        configuration: BertConfiguration,
        tensors: [String: SafetensorsHeader.Tensor],
        path: String
    ) {
        self.configuration = configuration
        self.tensors = tensors
        self.path = path
        prefix = tensors["bert." + Self.wordEmbeddings] == nil ? "" : "bert."
    }

    private mutating func encoder(_ pooling: Pooling) throws(EmbeddingError) {
        let identifiers = graph.parameter("input_ids", .i32)
        let mask = graph.parameter("attention_mask", .f32)
        let wide = graph.add("Unsqueeze", inputs: [mask, integers.vector([1, 2], in: &graph)])
        let attended = graph.add("Convert", [("destination_type", "boolean")], inputs: [wide], type: .boolean)
        var hidden = try embeddings(identifiers)
        for layer in 0..<configuration.layers {
            hidden = try transformer("encoder.layer.\(layer).", hidden, attended)
        }
        let pooled = pool(pooling, hidden, mask)
        let axis = integers.vector([1], in: &graph)
        graph.result(
            graph.add(
                "NormalizeL2",
                [("eps", "1e-24"), ("eps_mode", "max")],
                inputs: [pooled, axis],
                name: "embedding"
            )
        )
    }

    private mutating func embeddings(_ identifiers: IRGraph.Value) throws(EmbeddingError) -> IRGraph.Value {
        let size = configuration.hiddenSize
        let zero = integers.scalar(0, in: &graph)
        let one = integers.vector([1], in: &graph)
        let start = integers.vector([0], in: &graph)
        let word = try rows(Self.wordEmbeddings, [nil, size], identifiers, zero)
        let shape = graph.add("ShapeOf", [("output_type", "i64")], opset: 3, inputs: [identifiers], type: .i64)
        let length = graph.add("Gather", opset: 8, inputs: [shape, one, zero], type: .i64)
        let positions = try weight("embeddings.position_embeddings.weight", [configuration.positions, size])
        let position = graph.add("Slice", opset: 8, inputs: [positions, start, length, one, start])
        // Every token is of type 0: an embedding has one segment.
        let types = try weight("embeddings.token_type_embeddings.weight", [nil, size])
        let type = graph.add("Gather", opset: 8, inputs: [types, zero, zero])
        let place = graph.add("Add", inputs: [position, type])
        return try normalised("embeddings.LayerNorm", graph.add("Add", inputs: [word, place]))
    }

    private mutating func transformer(
        _ name: String,
        _ input: IRGraph.Value,
        _ attended: IRGraph.Value
    ) throws(EmbeddingError) -> IRGraph.Value {
        let size = configuration.hiddenSize
        let inner = configuration.intermediateSize
        let swapped = integers.vector([0, 2, 1, 3], in: &graph)
        let query = try heads(name + "attention.self.query", input, swapped)
        let key = try heads(name + "attention.self.key", input, swapped)
        let value = try heads(name + "attention.self.value", input, swapped)
        let attention = graph.add(
            "ScaledDotProductAttention",
            [("causal", "false")],
            opset: 13,
            inputs: [query, key, value, attended]
        )
        let back = graph.add("Transpose", inputs: [attention, swapped])
        let flat = reshaped(back, [0, 0, size])
        let projected = try linear(name + "attention.output.dense", flat, from: size, to: size)
        let middle = try normalised(
            name + "attention.output.LayerNorm",
            graph.add("Add", inputs: [projected, input])
        )
        let wide = try linear(name + "intermediate.dense", middle, from: size, to: inner)
        let active =
            if let gelu = configuration.gelu {
                graph.add("Gelu", [("approximation_mode", gelu)], opset: 7, inputs: [wide])
            } else {
                graph.add("ReLU", inputs: [wide])
            }
        let narrow = try linear(name + "output.dense", active, from: inner, to: size)
        return try normalised(name + "output.LayerNorm", graph.add("Add", inputs: [narrow, middle]))
    }

    /// One projection of the input, split into heads: [batch, heads, length, size of a head].
    private mutating func heads(
        _ name: String,
        _ input: IRGraph.Value,
        _ order: IRGraph.Value
    ) throws(EmbeddingError) -> IRGraph.Value {
        let size = configuration.hiddenSize
        let projected = try linear(name, input, from: size, to: size)
        let cut = reshaped(projected, [0, 0, configuration.heads, size / configuration.heads])
        return graph.add("Transpose", inputs: [cut, order])
    }

    private mutating func pool(_ pooling: Pooling, _ hidden: IRGraph.Value, _ mask: IRGraph.Value) -> IRGraph.Value {
        let one = integers.vector([1], in: &graph)
        switch pooling {
        case .firstToken:
            let zero = integers.scalar(0, in: &graph)
            return graph.add("Gather", opset: 8, inputs: [hidden, zero, integers.scalar(1, in: &graph)])
        case .mean:
            let row = graph.add("Unsqueeze", inputs: [mask, one])
            let sum = graph.add("MatMul", inputs: [row, hidden])
            let flat = graph.add("Squeeze", inputs: [sum, one])
            let count = graph.add("ReduceSum", [("keep_dims", "true")], inputs: [mask, one])
            return graph.add("Divide", inputs: [flat, count])
        }
    }

    private mutating func linear(
        _ name: String,
        _ input: IRGraph.Value,
        from inputs: Int,
        to outputs: Int
    ) throws(EmbeddingError) -> IRGraph.Value {
        let matrix = try matrix(name + ".weight", [outputs, inputs])
        let product = graph.add("MatMul", [("transpose_b", "true")], inputs: [input, matrix])
        return graph.add("Add", inputs: [product, try weight(name + ".bias", [outputs])])
    }

    private mutating func normalised(_ name: String, _ input: IRGraph.Value) throws(EmbeddingError) -> IRGraph.Value {
        let size = configuration.hiddenSize
        let attributes = [
            ("eps", "\(configuration.epsilon)"), ("normalize_variance", "true"), ("eps_mode", "INSIDE_SQRT"),
        ]
        let centred = graph.add("MVN", attributes, opset: 6, inputs: [input, integers.vector([2], in: &graph)])
        let scaled = graph.add("Multiply", inputs: [centred, try weight(name + ".weight", [size])])
        return graph.add("Add", inputs: [scaled, try weight(name + ".bias", [size])])
    }

    private mutating func reshaped(_ value: IRGraph.Value, _ shape: [Int]) -> IRGraph.Value {
        graph.add("Reshape", [("special_zero", "true")], inputs: [value, integers.vector(shape, in: &graph)])
    }

    /// The matrix of a product. As int8 with a scale a row, in this form, OpenVINO multiplies it as it is.
    private mutating func matrix(_ name: String, _ shape: [Int?]) throws(EmbeddingError) -> IRGraph.Value {
        let value = try weight(name, shape)
        guard let scales = try scales(of: name) else { return value }
        return graph.add("Multiply", inputs: [value, scales])
    }

    /// Rows of a matrix. Those of int8 are scaled once they are taken: OpenVINO would make all of it f32 otherwise.
    private mutating func rows(
        _ name: String,
        _ shape: [Int?],
        _ numbers: IRGraph.Value,
        _ axis: IRGraph.Value
    ) throws(EmbeddingError) -> IRGraph.Value {
        guard let scales = try scales(of: name) else {
            return graph.add("Gather", opset: 8, inputs: [try weight(name, shape), numbers, axis])
        }
        let taken = graph.add("Gather", opset: 8, inputs: [try constant(name, shape), numbers, axis], type: .i8)
        let scale = graph.add("Gather", opset: 8, inputs: [scales, numbers, axis])
        return graph.add("Multiply", inputs: [float(taken), scale])
    }

    /// The scale of each row of a quantized matrix; nil for another.
    private mutating func scales(of name: String) throws(EmbeddingError) -> IRGraph.Value? {
        let scales = QuantizedWeights.scales(of: name)
        return tensors[prefix + scales] == nil ? nil : try weight(scales, [nil, 1])
    }

    /// A tensor of the file as f32; a nil dimension may be anything except 0.
    private mutating func weight(_ name: String, _ shape: [Int?]) throws(EmbeddingError) -> IRGraph.Value {
        float(try constant(name, shape))
    }

    private mutating func float(_ value: IRGraph.Value) -> IRGraph.Value {
        value.type == .f32 ? value : graph.add("Convert", [("destination_type", "f32")], inputs: [value])
    }

    private mutating func constant(_ name: String, _ shape: [Int?]) throws(EmbeddingError) -> IRGraph.Value {
        guard let tensor = tensors[prefix + name] else {
            throw EmbeddingError("\(path) lacks the tensor \(prefix + name), which config.json asks for.")
        }
        let fits = tensor.shape.count == shape.count && zip(tensor.shape, shape).allSatisfy { $0 == ($1 ?? max($0, 1)) }
        guard fits else {
            let expected = shape.map { $0.map(String.init) ?? "any" }.joined(separator: ", ")
            throw EmbeddingError(
                "\(path): the tensor \(prefix + name) has the shape \(tensor.shape), where config.json asks for "
                    + "[\(expected)]."
            )
        }
        guard [.f32, .f16, .bf16, .i8].contains(tensor.type) else {
            throw EmbeddingError("\(path): the tensor \(prefix + name) is of type \(tensor.type), not a float.")
        }
        return graph.constant(
            tensor.type,
            shape: tensor.shape,
            offset: tensor.offset,
            byteCount: tensor.byteCount
        )
    }
}
