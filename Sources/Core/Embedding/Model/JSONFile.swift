import Files
import FoundationEssentials
import SystemPackage

/// The small JSON files of a model folder.
enum JSONFile {
    /// Decodes a file of at most 1 MiB.
    static func decode<Value: Decodable>(_ type: Value.Type, _ path: String) throws(EmbeddingError) -> Value {
        let bytes = try EmbeddingError.reading { () throws(FileError) in
            try ReadOnlyFile.contents(of: FilePath(path), limit: 1 << 20)
        }
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch {
            throw EmbeddingError("\(path) is not what it should be: \(reason(error)). Fetch the model again.")
        }
    }

    /// The essence of a decoding error, in one line.
    private static func reason(_ error: any Error) -> String {
        switch error as? DecodingError {
        case .keyNotFound(let key, _): "\(key.stringValue) is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "\(context.codingPath.map(\.stringValue).joined(separator: ".")) is of the wrong type"
        default: "it is not valid JSON"
        }
    }
}
