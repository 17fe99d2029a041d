/// The operators on one value, as MongoDB, Chroma and Pinecone name them.
enum FilterOperator: String, CaseIterable {
    case eq = "$eq"
    case ne = "$ne"
    case gt = "$gt"
    case gte = "$gte"
    case lt = "$lt"
    case lte = "$lte"
    case `in` = "$in"
    case nin = "$nin"
    case exists = "$exists"
    case contains = "$contains"
    case not = "$not"

    /// All of them, for people.
    static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
