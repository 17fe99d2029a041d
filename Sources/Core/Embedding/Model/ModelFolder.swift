import Files
import SystemPackage

/// A model on disk in the published layout: what it is, and which of its files hold the weights.
struct ModelFolder {
    /// The file that the engine reads.
    enum Weights {
        case safetensors(String)
        case onnx(String)

        var path: String {
            switch self {
            case .safetensors(let path), .onnx(let path): path
            }
        }
    }

    let path: String
    /// The name that is stored beside vectors.
    let id: String
    let weights: Weights
    let pooling: Pooling
    /// The most tokens of one passage, `[CLS]` and `[SEP]` included.
    let window: Int

    /// The models known by name; every alias has the id of its folder.
    private static let aliases = [
        "all-MiniLM-L6-v2": "all-MiniLM-L6-v2",
        "Xenova/all-MiniLM-L6-v2": "all-MiniLM-L6-v2",
        "sentence-transformers/all-MiniLM-L6-v2": "all-MiniLM-L6-v2",
    ]

    /// The id of a model known by this name.
    static func knownID(_ model: String) -> String? { aliases[model] }

    /// Finds a model by a known name or as the path of its folder.
    init(_ model: String, modelsDirectory: String) throws(EmbeddingError) {
        if let id = Self.knownID(model) {
            let path = modelsDirectory + "/" + id
            guard FilePath(path).isFolder else {
                throw EmbeddingError(
                    "The model \(id) is not in \(modelsDirectory). Run scripts/setup to fetch it, or set EMBEDDING_MODEL "
                        + "to a folder that holds it."
                )
            }
            // A folder that a setting names is the operator's choice.
            try EmbeddingError.reading { () throws(FileError) in try FilePath(path).checkTrustOfTree() }
            try self.init(path: path, id: id)
        } else if model.contains("/"), FilePath(model).isFolder {
            let path = FilePath(model).resolved.string
            try self.init(path: path, id: path.split(separator: "/").last.map(String.init) ?? "model")
        } else {
            let known = Self.aliases.keys.sorted().joined(separator: ", ")
            throw EmbeddingError(
                "\"\(model)\" is neither a model folder (a path with a /) nor a known model. Known are \(known)."
            )
        }
    }

    private init(path: String, id: String) throws(EmbeddingError) {
        self.path = path
        self.id = id
        weights = try Self.findWeights(path)
        pooling = try Pooling.read(folder: path)
        window = try Self.window(path)
    }

    private static func findWeights(_ path: String) throws(EmbeddingError) -> Weights {
        let safetensors = path + "/model.safetensors"
        let onnx = ["/model.onnx", "/onnx/model.onnx"].map { path + $0 }.first(where: Self.exists)
        if Self.exists(safetensors) {
            // A folder may have both; the ONNX export also runs models that BertGraph does not support.
            if let onnx, (try? BertConfiguration.read(path + "/config.json")) == nil { return .onnx(onnx) }
            return .safetensors(safetensors)
        }
        guard let onnx else {
            throw EmbeddingError(
                "\(path) holds no model: model.safetensors, model.onnx or onnx/model.onnx was expected. Fetch the model "
                    + "again."
            )
        }
        return .onnx(onnx)
    }

    /// Whether a model folder has a file; links are followed.
    static func exists(_ path: String) -> Bool { (try? Stat(FilePath(path))) != nil }

    /// `max_seq_length`, limited by the positions of the model, which are also its default.
    private static func window(_ path: String) throws(EmbeddingError) -> Int {
        let sentence = path + "/sentence_bert_config.json"
        let configuration = path + "/config.json"
        let length = Self.exists(sentence) ? try JSONFile.decode(Limits.self, sentence).sequence : nil
        let positions = Self.exists(configuration) ? try JSONFile.decode(Limits.self, configuration).positions : nil
        let window = min(length ?? .max, positions ?? 512)
        guard window >= 8 else {
            throw EmbeddingError("\(path) describes a model with a window of \(window) tokens; at least 8 are needed.")
        }
        return window
    }

    private struct Limits: Decodable {
        let sequence: Int?
        let positions: Int?

        enum CodingKeys: String, CodingKey {
            case sequence = "max_seq_length"
            case positions = "max_position_embeddings"
        }
    }
}
