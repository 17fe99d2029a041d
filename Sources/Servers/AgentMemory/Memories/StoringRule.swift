import ServerKit

/// What becomes of a memory that is nearly one that is there.
enum DuplicatePolicy: String, CaseIterable, Sendable {
    /// The one that is there is confirmed, and keeps its text.
    case merge
    /// Nothing is changed.
    case refuse
    /// It is stored beside it.
    case store
}

/// When two memories say the same.
struct StoringRule: Sendable {
    /// Below it two memories are not compared.
    static let leastCosine = 0.55
    static let defaultThreshold = 0.6

    /// From which cosine on a memory may say the same as another one; its words decide.
    let threshold: Double

    /// The setting.
    static let setting = Setting.number(
        "DUPLICATE_THRESHOLD",
        in: leastCosine...1,
        defaultText: "\(defaultThreshold)",
        "From which similarity on two memories are compared word by word, to store what says the same once"
    )

    /// What is to be done with a new text.
    ///
    /// - Parameters:
    ///   - near: The believed memories that are near to it, the nearest first.
    ///   - recalled: What the session was given.
    func decision(
        _ content: String,
        near: [NearMemory],
        recalled: [(id: Int32, content: String)]
    ) -> StoringDecision {
        if let source = Echo.source(of: content, in: recalled) { return .echo(source) }
        var conflicts: [Int32] = []
        for other in near {
            switch StatementComparison.verdict(content, other.content, cosine: other.cosine, threshold: threshold) {
            case .same: return .same(other)
            case .conflicting: conflicts.append(other.id)
            case .different: break
            }
        }
        return .new(conflicts: conflicts)
    }
}

/// What is to be done with a new text.
enum StoringDecision: Sendable {
    /// It says something new, which may contradict these memories.
    case new(conflicts: [Int32])
    /// It says what this memory says.
    case same(NearMemory)
    /// It is what the session was given, this memory among it.
    case echo(Int32)
}
