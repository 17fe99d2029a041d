import MCP

/// How a question is changed before it is searched for.
enum QueryExpansion: String, CaseIterable, ArgumentValue {
    case none
    /// A question that needs those before it in its session is made into one that stands alone.
    case rewrite
    /// A passage that might answer it is searched for with it: hypothetical document embeddings. Nobody has measured here
    /// that this finds more, so nobody gets it unasked.
    case hyde
}
