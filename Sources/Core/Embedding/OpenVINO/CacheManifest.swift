import Cryptography
import Files
import FoundationEssentials
import SystemPackage

/// What a complete folder of the cache holds, to find out at every load whether it still does.
struct CacheManifest: Codable {
    /// The SHA-256 of each file that OpenVINO wrote or reads, by name.
    let files: [String: String]
    /// The stamp of the copy of the weights; nil where the compiled model contains them.
    let weights: String?
    /// What the model computed for the known row of tokens when it was compiled from its source.
    let vector: [Float]

    /// The least cosine of two vectors of the same model and the same row, on the same processor.
    private static let leastCosine: Float = 0.9995

    /// Nil for a file that is not there, is damaged, or was written by another release.
    static func read(_ path: FilePath) -> CacheManifest? {
        guard let bytes = try? ReadOnlyFile.contents(of: path, limit: 1 << 20, .noFollow, trust: .own),
            let end = bytes.firstIndex(of: UInt8(ascii: "\n"))
        else { return nil }
        let body = Array(bytes[(end + 1)...])
        guard HashFunction.sha256.hash(body).hex.utf8.elementsEqual(bytes[..<end]) else { return nil }
        return try? JSONDecoder().decode(CacheManifest.self, from: Data(body))
    }

    /// Writes the SHA-256 of the description, then the description.
    func write(to path: FilePath) throws {
        let body = try Array(JSONEncoder().encode(self))
        try path.writeAtomically(
            HashFunction.sha256.hash(body).hex.utf8 + [UInt8(ascii: "\n")] + body,
            mode: .ownerRead
        )
    }

    /// Whether a vector is the one that the model is known to compute.
    func agrees(with other: [Float]) -> Bool {
        guard vector.count == other.count else { return false }
        return zip(vector, other).reduce(0) { $0 + $1.0 * $1.1 } >= Self.leastCosine
    }
}
