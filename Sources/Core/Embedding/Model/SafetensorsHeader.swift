import Files
import FoundationEssentials

/// The header of a safetensors file: eight bytes of length, then JSON that says where each tensor is.
///
/// The format: <https://github.com/huggingface/safetensors#format>. Everything is checked against the size of the
/// file, so that a truncated or hostile file cannot cause reads past its end.
struct SafetensorsHeader {
    struct Tensor: Equatable {
        let type: ElementType
        let shape: [Int]
        /// From the start of the file.
        let offset: Int
        let byteCount: Int
    }

    /// The number in the first eight bytes of the file.
    let length: Int
    let tensors: [String: Tensor]

    private static let lengthLimit = 16 << 20

    init(_ file: ReadOnlyFile) throws(EmbeddingError) {
        func refuse(_ reason: String) -> EmbeddingError {
            EmbeddingError("\(file.path) is not a whole safetensors file: \(reason). Fetch the model again.")
        }
        func read(_ offset: Int, _ count: Int) throws(EmbeddingError) -> [UInt8] {
            try EmbeddingError.reading { () throws(FileError) in try file.bytes(at: offset, count: count) }
        }
        guard file.size >= 8 else { throw refuse("it has only \(file.size) bytes") }
        let prefix = try read(0, 8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard prefix >= 2, prefix <= UInt64(min(Self.lengthLimit, file.size - 8)) else {
            throw refuse("its header should take \(prefix) bytes of the \(file.size) that it has")
        }
        length = Int(prefix)
        let start = 8 + length
        let entries: [String: Entry]
        do {
            let json = try read(8, length)
            entries = try JSONDecoder().decode([String: Entry].self, from: Data(json))
        } catch let error as EmbeddingError {
            throw error
        } catch {
            throw refuse("its header is not the JSON that it should be")
        }
        var tensors: [String: Tensor] = [:]
        for (name, entry) in entries where name != "__metadata__" {
            guard let offsets = entry.offsets, offsets.count == 2, let shape = entry.shape, let dtype = entry.dtype
            else {
                throw refuse("tensor \(name) lacks its dtype, shape or data_offsets")
            }
            guard offsets[0] >= 0, offsets[1] >= offsets[0], offsets[1] <= file.size - start else {
                throw refuse("tensor \(name) should end at byte \(offsets[1]) of \(file.size - start)")
            }
            // An unknown type is refused where it is needed, not here.
            guard let type = ElementType(safetensors: dtype) else { continue }
            let byteCount = offsets[1] - offsets[0]
            guard Self.bytes(shape, type) == byteCount else {
                throw refuse("tensor \(name), \(dtype) \(shape), has \(byteCount) bytes")
            }
            tensors[name] = Tensor(type: type, shape: shape, offset: start + offsets[0], byteCount: byteCount)
        }
        self.tensors = tensors
    }

    /// The size of a tensor in bytes, or nil for a shape too large for memory.
    private static func bytes(_ shape: [Int], _ type: ElementType) -> Int? {
        var total = type.size
        for dimension in shape {
            let (product, overflow) = total.multipliedReportingOverflow(by: dimension)
            if overflow || dimension < 0 { return nil }
            total = product
        }
        return total
    }

    private struct Entry: Decodable {
        var dtype: String?
        var shape: [Int]?
        var offsets: [Int]?

        enum CodingKeys: String, CodingKey {
            case dtype, shape
            case offsets = "data_offsets"
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            dtype = try container.decodeIfPresent(String.self, forKey: .dtype)
            shape = try container.decodeIfPresent([Int].self, forKey: .shape)
            offsets = try container.decodeIfPresent([Int].self, forKey: .offsets)
        }
    }
}
