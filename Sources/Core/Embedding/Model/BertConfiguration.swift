/// The shape of a BERT encoder, from the `config.json` of a model folder.
struct BertConfiguration: Decodable {
    let hiddenSize: Int
    let layers: Int
    let heads: Int
    let intermediateSize: Int
    let positions: Int
    let epsilon: Double
    let activation: String

    private let modelType: String?
    private let positionEmbedding: String?

    enum CodingKeys: String, CodingKey {
        case hiddenSize = "hidden_size"
        case layers = "num_hidden_layers"
        case heads = "num_attention_heads"
        case intermediateSize = "intermediate_size"
        case positions = "max_position_embeddings"
        case epsilon = "layer_norm_eps"
        case activation = "hidden_act"
        case modelType = "model_type"
        case positionEmbedding = "position_embedding_type"
    }

    /// Reads and checks the file; `path` is for messages.
    static func read(_ path: String) throws(EmbeddingError) -> BertConfiguration {
        let configuration = try JSONFile.decode(BertConfiguration.self, path)
        if let reason = configuration.refusal {
            throw EmbeddingError(
                "\(path) describes a model that cannot be run from safetensors: \(reason). An ONNX export of it "
                    + "(model.onnx or onnx/model.onnx in the folder) can."
            )
        }
        return configuration
    }

    /// Why the model is not supported; nil if it is.
    private var refusal: String? {
        if let modelType, modelType != "bert" { return "model_type is \(modelType), not bert" }
        if let positionEmbedding, positionEmbedding != "absolute" {
            return "position_embedding_type is \(positionEmbedding), not absolute"
        }
        if gelu == nil, activation != "relu" { return "hidden_act is \(activation), not gelu, gelu_new or relu" }
        let sizes = [
            "hidden_size": (hiddenSize, 1 << 16), "num_hidden_layers": (layers, 1 << 10),
            "num_attention_heads": (heads, 1 << 10), "intermediate_size": (intermediateSize, 1 << 20),
            "max_position_embeddings": (positions, 1 << 20),
        ]
        for (name, (size, limit)) in sizes.sorted(by: { $0.key < $1.key }) where size < 1 || size > limit {
            return "\(name) is \(size), not 1 to \(limit)"
        }
        if hiddenSize % heads != 0 { return "hidden_size \(hiddenSize) is not a multiple of \(heads) attention heads" }
        if !(epsilon > 0 && epsilon < 1) { return "layer_norm_eps is \(epsilon)" }
        return nil
    }

    /// OpenVINO's name for the kind of GELU, nil for another activation.
    var gelu: String? {
        switch activation {
        case "gelu": "ERF"
        case "gelu_new", "gelu_pytorch_tanh", "gelu_fast": "TANH"
        default: nil
        }
    }
}
