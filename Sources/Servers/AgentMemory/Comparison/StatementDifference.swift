/// Where two statements about the same thing part.
struct StatementDifference: Sendable, Hashable {
    /// What kind of value differs.
    enum Kind: String, Sendable, CaseIterable, Codable {
        case number
        case date
        case name
        case negation
        case word
    }

    var kind: Kind
    /// What the new statement says there, in its own words; empty where it says nothing.
    var new: String
    /// What the old statement says there, in its own words; empty where it says nothing.
    var old: String
}
