import FoundationEssentials

/// The answer of `POST /embeddings`.
struct EmbeddingsResponse: Decodable {
    struct Item: Decodable {
        let index: Int?
        let embedding: Numbers
    }

    /// An array of numbers, or little-endian float32 in base64, which some servers send unasked.
    struct Numbers: Decodable {
        let elements: [Float]

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            guard let text = try? container.decode(String.self) else {
                elements = try container.decode([Float].self)
                return
            }
            guard let data = Data(base64Encoded: text), data.count.isMultiple(of: 4) else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "not base64 of float32")
            }
            let bytes = Array(data)
            elements = stride(from: 0, to: bytes.count, by: 4).map { at in
                Float(bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[at + $1]) << UInt32(8 * $1) })
            }
        }
    }

    let data: [Item]

    /// The unit vectors in the order of the texts.
    func vectors(count: Int, dimensions: Int?, source: String) throws(EmbeddingError) -> [[Float]] {
        guard data.count == count else {
            throw EmbeddingError("\(source) answered \(data.count) vectors for \(count) texts.")
        }
        var vectors: [[Float]?] = Array(repeating: nil, count: count)
        let expected = dimensions ?? data.first?.embedding.elements.count ?? 0
        for (position, item) in data.enumerated() {
            let index = item.index ?? position
            guard vectors.indices.contains(index), vectors[index] == nil else {
                throw EmbeddingError("\(source) answered two vectors, or one too many, with the index \(index).")
            }
            var vector = item.embedding.elements
            guard vector.count == expected else {
                throw EmbeddingError(
                    "\(source) answered a vector of \(vector.count) dimensions where \(expected) are expected. Name the "
                        + "model that made the stored vectors, or embed the texts again."
                )
            }
            guard vector.normalise() else {
                throw EmbeddingError("\(source) answered a vector that is zero or not finite.")
            }
            vectors[index] = vector
        }
        return vectors.compactMap(\.self)
    }
}
