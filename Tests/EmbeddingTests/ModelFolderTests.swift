import Files
import FoundationEssentials
import SystemPackage
import Testing

@testable import Embedding

@Suite struct ModelFolderTests {
    private func load(_ folder: String) async throws -> LocalEmbedder {
        try await LocalEmbedder.load(TestModel.configuration(folder), logger: TestModel.logger)
    }

    private func refusal(of folder: String) async throws -> String {
        let error = await #expect(throws: EmbeddingError.self) { try await load(folder) }
        return error?.message ?? ""
    }

    @Test(
        "every public name of the default model means the same folder and id",
        arguments: ["all-MiniLM-L6-v2", "Xenova/all-MiniLM-L6-v2", "sentence-transformers/all-MiniLM-L6-v2"]
    )
    func aliases(name: String) throws {
        let folder = try ModelFolder(name, modelsDirectory: TestModel.modelsDirectory)
        #expect(folder.id == "all-MiniLM-L6-v2")
        #expect(folder.window == 256)
    }

    @Test("an unknown name is refused with the known ones", arguments: ["gpt", "no/such/folder", ""])
    func unknownName(name: String) {
        let error = #expect(throws: EmbeddingError.self) { try ModelFolder(name, modelsDirectory: "/nowhere") }
        #expect(error?.message.contains("sentence-transformers/all-MiniLM-L6-v2") == true)
    }

    @Test("a known model that was not fetched says where it was looked for")
    func missingModel() {
        let error = #expect(throws: EmbeddingError.self) {
            try ModelFolder("all-MiniLM-L6-v2", modelsDirectory: "/nowhere")
        }
        #expect(error?.message.contains("/nowhere") == true)
        #expect(error?.message.contains("scripts/setup") == true)
    }

    @Test("a file cut off anywhere is refused, not read past its end")
    func truncated() async throws {
        try await withTinyModel { folder in
            let path = folder + "/model.safetensors"
            let whole = try ReadOnlyFile.contents(of: FilePath(path), limit: 1 << 20)
            for count in [0, 4, 8, 9, 500, 3000, whole.count / 2, whole.count - 1] {
                try Data(whole.prefix(count)).write(to: URL(filePath: path))
                #expect(try await refusal(of: folder).contains("safetensors"))
            }
        }
    }

    @Test(
        "a hostile header is refused",
        arguments: [
            ##"{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,9223372036854775807]}}"##,
            ##"{"a":{"dtype":"F32","shape":[4],"data_offsets":[-16,0]}}"##,
            ##"{"a":{"dtype":"F32","shape":[4],"data_offsets":[8,4]}}"##,
            ##"{"a":{"dtype":"F32","shape":[4611686018427387904,4611686018427387904],"data_offsets":[0,16]}}"##,
            ##"{"a":{"dtype":"F32","shape":[-1,-4],"data_offsets":[0,16]}}"##,
            ##"{"a":{"dtype":"F32","shape":[5],"data_offsets":[0,16]}}"##,
            ##"{"a":{"dtype":"F32","shape":[4]}}"##, ##"{"a":7}"##, "[]", "{", "\u{0}\u{1}\u{2}",
        ]
    )
    func hostileHeader(json: String) async throws {
        try await withTemporaryFolder { folder in
            var bytes = littleEndian(UInt64(json.utf8.count))
            bytes += Array(json.utf8) + Array(repeating: 0, count: 16)
            let path = folder + "/model.safetensors"
            try Data(bytes).write(to: URL(filePath: path))
            let file = try ReadOnlyFile(FilePath(path))
            let error = #expect(throws: EmbeddingError.self) { try SafetensorsHeader(file) }
            #expect(error?.message.contains("not a whole safetensors file") == true)
        }
    }

    @Test("a header longer than any file is refused", arguments: [UInt64.max, 1 << 40, 24, 1, 0])
    func hostileLength(length: UInt64) async throws {
        try await withTemporaryFolder { folder in
            let bytes = littleEndian(length) + Array(repeating: 32, count: 8)
            let path = folder + "/model.safetensors"
            try Data(bytes).write(to: URL(filePath: path))
            let file = try ReadOnlyFile(FilePath(path))
            #expect(throws: EmbeddingError.self) { try SafetensorsHeader(file) }
        }
    }

    @Test(
        "a configuration that does not fit the weights names the tensor",
        arguments: [
            ("\"hidden_size\": 16", "\"hidden_size\": 32"), ("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3"),
            ("\"intermediate_size\": 32", "\"intermediate_size\": 33"),
            ("\"max_position_embeddings\": 64", "\"max_position_embeddings\": 128"),
        ]
    )
    func mismatch(original: String, spoiled: String) async throws {
        try await withTinyModel { folder in
            try replace(original, by: spoiled, in: folder + "/config.json")
            #expect(try await refusal(of: folder).contains("the tensor"))
        }
    }

    @Test(
        "a model that is no plain BERT is refused, and why",
        arguments: [
            ("\"bert\"", "\"roberta\"", "roberta"), ("\"gelu\"", "\"silu\"", "silu"),
            ("\"num_attention_heads\": 2", "\"num_attention_heads\": 3", "3 attention heads"),
            ("\"num_attention_heads\": 2", "\"num_attention_heads\": 0", "num_attention_heads is 0"),
            ("\"num_hidden_layers\": 2", "\"num_hidden_layers\": -1", "num_hidden_layers is -1"),
            ("\"num_hidden_layers\": 2", "\"num_hidden_layers\": \"x\"", "num_hidden_layers is of the wrong type"),
            ("\"layer_norm_eps\": 1e-12", "\"layer_norm_eps\": 0", "layer_norm_eps"),
        ]
    )
    func unsupported(original: String, spoiled: String, reason: String) async throws {
        try await withTinyModel { folder in
            try replace(original, by: spoiled, in: folder + "/config.json")
            #expect(try await refusal(of: folder).contains(reason))
        }
    }

    @Test("a pooling that is not supported is refused")
    func pooling() async throws {
        try await withTinyModel { folder in
            try write(#"{"pooling_mode_max_tokens": true}"#, to: folder + "/1_Pooling/config.json")
            #expect(try await refusal(of: folder).contains("pooling"))
        }
    }

    @Test("a module after the pooling that is not supported is refused")
    func modules() async throws {
        try await withTinyModel { folder in
            try write(
                #"[{"path": "2_Dense", "type": "sentence_transformers.models.Dense"}]"#,
                to: folder + "/modules.json"
            )
            #expect(try await refusal(of: folder).contains("Dense"))
        }
    }

    @Test("a vocabulary larger than the model is refused")
    func vocabulary() async throws {
        try await withTinyModel { folder in
            try replace("storm", by: "storm\nextra", in: folder + "/vocab.txt")
            #expect(try await refusal(of: folder).contains("do not belong together"))
        }
    }

    @Test("weights that are not numbers are refused")
    func notANumber() async throws {
        try await withTinyModel { folder in
            let path = folder + "/model.safetensors"
            var bytes = try ReadOnlyFile.contents(of: FilePath(path), limit: 1 << 20)
            for index in bytes.index(bytes.endIndex, offsetBy: -4096)..<bytes.endIndex { bytes[index] = 0xff }
            try Data(bytes).write(to: URL(filePath: path))
            #expect(try await refusal(of: folder).contains("damaged"))
        }
    }

    @Test("an ONNX file that is none is refused in OpenVINO's words")
    func badONNX() async throws {
        try await withTinyModel("tiny-onnx") { folder in
            try write("not a model", to: folder + "/model.onnx")
            #expect(try await refusal(of: folder).contains("model.onnx"))
        }
    }

    @Test("a folder without OpenVINO says what to do")
    func missingLibrary() async throws {
        try await withTemporaryFolder { folder in
            let empty = #expect(throws: EmbeddingError.self) { try OpenVINOLibrary.load(from: folder) }
            #expect(empty?.message.contains("PADDLE_OPENVINO") == true)
            try write("no library", to: folder + "/libopenvino_c.so.1")
            let broken = #expect(throws: EmbeddingError.self) { try OpenVINOLibrary.load(from: folder) }
            #expect(broken?.message.contains("scripts/setup") == true)
        }
    }

    private func littleEndian(_ number: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }

    private func replace(_ text: String, by other: String, in path: String) throws {
        let content = String(decoding: try ReadOnlyFile.contents(of: FilePath(path), limit: 1 << 20), as: UTF8.self)
        try #require(content.contains(text))
        try write(content.replacing(text, with: other), to: path)
    }

    private func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
    }
}
