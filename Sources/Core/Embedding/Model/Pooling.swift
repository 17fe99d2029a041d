/// How the vectors of all tokens are combined into the vector of a text.
enum Pooling {
    /// The mean over the tokens that are not padding.
    case mean
    /// The vector of `[CLS]`.
    case firstToken

    /// Reads `modules.json` and the pooling module's `config.json`; without them the mean is used.
    static func read(folder: String) throws(EmbeddingError) -> Pooling {
        var module = "1_Pooling"
        let list = folder + "/modules.json"
        if ModelFolder.exists(list) {
            let modules = try JSONFile.decode([Module].self, list)
            for entry in modules {
                switch entry.type.split(separator: ".").last {
                case "Transformer", "Normalize": break
                case "Pooling": module = entry.path
                default:
                    throw EmbeddingError(
                        "\(list) asks for the module \(entry.type), which is not supported: Transformer, Pooling and "
                            + "Normalize are."
                    )
                }
            }
        }
        let path = "\(folder)/\(module)/config.json"
        guard ModelFolder.exists(path) else { return .mean }
        let modes = try JSONFile.decode(Modes.self, path)
        switch (modes.mean ?? false, modes.first ?? false, modes.others) {
        case (true, false, false): return .mean
        case (false, true, false): return .firstToken
        default:
            throw EmbeddingError(
                "\(path) asks for a pooling that is not supported; only pooling_mode_mean_tokens alone or "
                    + "pooling_mode_cls_token alone is."
            )
        }
    }

    private struct Module: Decodable {
        let path: String
        let type: String
    }

    private struct Modes: Decodable {
        let mean, first, max, root, weighted, last: Bool?

        var others: Bool { [max, root, weighted, last].contains(true) }

        enum CodingKeys: String, CodingKey {
            case mean = "pooling_mode_mean_tokens"
            case first = "pooling_mode_cls_token"
            case max = "pooling_mode_max_tokens"
            case root = "pooling_mode_mean_sqrt_len_tokens"
            case weighted = "pooling_mode_weightedmean_tokens"
            case last = "pooling_mode_lasttoken"
        }
    }
}
