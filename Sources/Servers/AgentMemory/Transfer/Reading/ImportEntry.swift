import JSONFormat
import Text

/// One line or element of a file that is imported.
struct ImportEntry: Sendable {
    /// The most bytes of one.
    static let longest = 16 << 20
    /// The most memory that reading one may take: many tiny values take forty times their text.
    private static let mostMemory = 256 << 20

    /// Which one it is, to be read before a predicate: "line 12".
    let name: String
    let content: Result<[ImportedItem], ImportFlaw>

    /// Reads the object that it must be.
    static func object(_ bytes: [UInt8], isWhole: Bool, within limits: JSONLimits) throws(ImportFlaw) -> JSONObject {
        guard isWhole else { throw ImportFlaw("is longer than the \(longest) bytes that one may have") }
        guard String(validating: bytes, as: UTF8.self) != nil else { throw ImportFlaw("is no UTF-8 text") }
        guard JSON.memoryEstimate(ofText: bytes.span) <= mostMemory else {
            throw ImportFlaw("would take more than \(mostMemory) bytes of memory")
        }
        let json: JSON
        do {
            json = try JSON(parsing: bytes, within: limits)
        } catch {
            throw ImportFlaw("is not JSON: \(error)".withoutFullStop)
        }
        guard let object = json.objectValue else { throw ImportFlaw("is \(json.article), and no object") }
        return object
    }
}

extension String {
    fileprivate var withoutFullStop: String { hasSuffix(".") ? String(dropLast()) : self }
}
