import Retrieval

/// Which texts can be memories.
enum StoredText {
    /// Why a text cannot, to be read after the name of its file; nil where it can.
    static func objection(to text: String) -> String? {
        if text.unicodeScalars.count > MemoryLimits.longestContent {
            return "has a section of more than \(MemoryLimits.longestContent) characters, which is not stored"
        }
        do {
            try EmbeddedCollection.check(text)
            return nil
        } catch {
            return "has a section without any words, which is not stored"
        }
    }
}
