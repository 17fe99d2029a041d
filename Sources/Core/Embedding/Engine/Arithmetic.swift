/// How a model is computed.
enum Arithmetic: String {
    case f32
    case bf16
    case int8

    /// The arithmetic that a configuration asks for.
    init(_ precision: EmbeddingPrecision, _ processor: Processor) {
        self =
            switch precision {
            case .f32: .f32
            case .bf16: .bf16
            case .int8: .int8
            case .automatic: processor.multipliesBF16 ? .bf16 : .f32
            }
    }

    /// What OpenVINO must know of it.
    var properties: [(String, String)] {
        switch self {
        case .f32, .bf16: [("INFERENCE_PRECISION_HINT", rawValue)]
        // Activations are quantized in groups of 32, each with a scale of its own, as the row is computed. Larger groups
        // were measured as no faster for short texts, and are less exact: a cosine of 0.9956 to f32 instead of 0.9991.
        case .int8: [("INFERENCE_PRECISION_HINT", "f32"), ("DYNAMIC_QUANTIZATION_GROUP_SIZE", "32")]
        }
    }
}

extension EmbeddingConfiguration {
    /// How texts that are kept are computed, and how queries are.
    func arithmetic(
        of weights: ModelFolder.Weights,
        on processor: Processor
    ) throws(EmbeddingError) -> (documents: Arithmetic, queries: Arithmetic) {
        let isQuantizable = if case .safetensors = weights { true } else { false }
        guard isQuantizable || (precision != .int8 && queryPrecision != .int8) else {
            throw EmbeddingError(
                "\(weights.path) cannot be computed in int8: only a model in safetensors can. Set EMBEDDING_PRECISION and "
                    + "EMBEDDING_QUERY_PRECISION to automatic, or use such a model."
            )
        }
        let documents = Arithmetic(precision, processor)
        guard queryPrecision == .automatic else { return (documents, Arithmetic(queryPrecision, processor)) }
        return (documents, isQuantizable && processor.multipliesInt8 ? .int8 : documents)
    }
}
