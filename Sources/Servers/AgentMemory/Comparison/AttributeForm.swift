/// A statement of an attribute: "the port of the API is 80", "the API listens on port 80".
///
/// The attribute cannot be turned round, so that it does not matter where among the rest it stands, nor whether "is"
/// or "has" joins them.
struct AttributeForm: Sendable {
    /// The prepositions before the attribute itself, as in "on port 80".
    private static let places: Set<String> = ["", "in", "on", "at"]
    /// The adjectives that say of something what a noun says that it has.
    private static let predicates: Set<String> = ["due", "allergic", "born"]

    private(set) var attributes: [StatementToken] = []
    private(set) var rest: [StatementToken] = []
    private(set) var times: [StatementToken] = []
    /// What joins the attribute, where it matters: "Ben is like Ana" is not "Ben likes Ana".
    private(set) var joint = ""
    /// Whether this form can be compared at all.
    var isSure: Bool { !attributes.isEmpty && joint != "none" }

    init(_ statement: Statement) {
        let tokens = statement.tokens
        let isNeutral = tokens.contains { token in
            token.concepts.contains { EnglishLexicon.concepts[$0].isNeutral }
        }
        let isPreference = tokens.contains { $0.says(["prefer", "like"]) }
        var followsAttribute = false
        for (index, token) in tokens.enumerated() {
            if token.concepts.contains(where: { EnglishLexicon.concepts[$0].isAttribute }), token.kind == .word,
                Self.places.contains(token.role)
            {
                var plain = token
                plain.role = ""
                plain.isMany = false
                plain.isOne = false
                attributes.append(plain)
                if Self.isModifier(index, in: tokens) { joint = "none" }
                followsAttribute = true
            } else if token.kind == .copula {
                let after = tokens[index...].first { !$0.concepts.isEmpty }?.key ?? ""
                if attributes.isEmpty, !Self.predicates.contains(after) { joint = joint.isEmpty ? "be" : joint }
            } else if token.kind == .have {
                if !attributes.isEmpty { joint = joint.isEmpty ? "have" : joint }
            } else if token.kind == .passive && isNeutral {
                continue
            } else {
                var plain = token
                if followsAttribute || token.kind == .number || token.kind == .time,
                    isComplement(token)
                {
                    plain.role = ""
                } else if isPreference, ["over", "to"].contains(plain.role) {
                    plain.role = "than"
                }
                let next = index + 1 < tokens.count ? tokens[index + 1].concepts : []
                // "log retention" is the retention of logs.
                if next.contains(where: { EnglishLexicon.concepts[$0].isAttribute }) { plain.mayBeName = false }
                rest.append(plain)
                followsAttribute = false
            }
        }
        times = statement.times.map { time in
            var plain = time
            if isComplement(time) { plain.role = "" }
            return plain
        }
        // A single time at the end is the value of the attribute.
        if times.count == 1, let last = rest.last, last.kind != .time { rest += times; times = [] }
    }

    /// Whether the attribute at a place only says which kind of thing the next word is: a phone company is no phone.
    private static func isModifier(_ index: Int, in tokens: [StatementToken]) -> Bool {
        guard index + 1 < tokens.count, !tokens[index].isParticiple else { return false }
        let next = tokens[index + 1]
        guard next.kind == .word || next.kind == .name, next.role.isEmpty, !next.hasDeterminer else { return false }
        let isVerb = tokens[index].concepts.contains { EnglishLexicon.concepts[$0].isVerb }
        return !isVerb || tokens[index...].contains { [.copula, .have, .passive].contains($0.kind) }
    }

    /// Whether the preposition is only what the attribute takes: "allergic to", "due by", "expires after".
    private func isComplement(_ token: StatementToken) -> Bool {
        switch (token.role, token.kind) {
        case ("", _): true
        case ("after", .number): attributes.contains { $0.says(["expire", "timeout", "expiry"]) }
        case ("by", .time): attributes.contains { $0.says(["due", "deadline"]) }
        case ("to", _): attributes.contains { $0.says(["allergic", "allergy", "limit", "limited"]) }
        case ("in", .word), ("in", .name): attributes.contains { $0.says(["live", "reside", "dwell", "based"]) }
        case ("at", .word), ("at", .name): attributes.contains { $0.says(["work", "employed", "employer"]) }
        case ("for", .number), ("on", .number), ("at", .number): true
        case ("in", .time), ("on", .time), ("at", .time), ("for", .time): true
        default: false
        }
    }
}
