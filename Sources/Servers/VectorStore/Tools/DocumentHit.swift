import JSONFormat
import MCP
import Postgres
import Retrieval

/// A document that was found.
struct DocumentHit: Codable, Sendable {
    /// What a hit carries by choice.
    enum Inclusion: String, ArgumentValue, CaseIterable {
        case passage = "content"
        case metadata
        case context
    }

    var id: Int64
    var key: String?
    var title: String?
    /// The passage that is nearest: the whole text where that is short.
    var content: String?
    /// The passage's range in the text; absent where it is the whole text.
    var passage: PassageRange?
    /// The sentences around the passage.
    var context: Context?
    var metadata: JSON?
    /// 0 to 1, the sum of its parts where it has any.
    var score: Double
    var parts: Parts?
    /// What the words of the query have added to the part by words, the largest first.
    var terms: [Term]?

    struct Parts: Codable, Sendable {
        /// By meaning.
        var vector: Double
        /// By words.
        var keyword: Double
    }

    struct Context: Codable, Sendable {
        var before: String
        var after: String
    }

    struct Term: Codable, Sendable {
        /// The word as the index has it.
        var term: String
        var share: Double
    }

    init(_ hit: SearchHit, include included: [Inclusion] = [.passage, .metadata]) {
        id = hit.id
        key = hit.key
        title = hit.title
        content = included.contains(.passage) ? hit.content ?? "" : nil
        passage = hit.passage.map(PassageRange.init)
        metadata = included.contains(.metadata) ? JSON(metadata: hit.metadata) : nil
        score = hit.score
    }
}

extension RequestContext {
    /// Metadata of tiny values costs far more than its text once it is read.
    func hold(metadataOf hits: some Sequence<SearchHit>) throws {
        for hit in hits { try hold(JSON.memoryEstimate(ofText: hit.metadata?.text ?? "")) }
    }
}
