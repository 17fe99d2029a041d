import HTTP
import MCP

extension RAGAccess {
    /// The questions that judgements make.
    ///
    /// - Throws: ``ToolError`` that names the judgements that cannot be used.
    func judged(
        _ judgements: [Judgement],
        at place: String,
        refusing refusal: String
    ) async throws -> [JudgedQuestion] {
        let found = try await JudgementResolution(access: self).resolve(judgements)
        let flaws = found.enumerated().compactMap { number, result -> String? in
            guard case .failure(let flaw) = result else { return nil }
            return "\(place)[\(number)]: \(flaw.description)"
        }
        guard flaws.isEmpty else {
            let more = flaws.count > 5 ? " And \(flaws.count - 5) more." : ""
            throw ToolError("\(refusal). \(flaws.prefix(5).joined(separator: " "))\(more)")
        }
        return try found.map { try $0.get() }
    }

    /// The judgements of a set.
    func judgements(ofSet name: String) async throws -> [Judgement] {
        try await judgements().judgements(of: judgementSet(name)).map(\.judgement)
    }

    /// The id of a set.
    func judgementSet(_ name: String) async throws -> Int32 {
        let store = try await judgements()
        if let set = try await store.set(name) { return set }
        let known = try await store.sets(after: nil, limit: 10).map { "\"\($0.name)\"" }
        throw ToolError.notFound(
            "set of judgements",
            with: "name \"\(name)\"",
            hint: known.isEmpty
                ? "None is stored; save_judgements stores one."
                : "There are \(known.joined(separator: ", ")); list_judgement_sets lists them all."
        )
    }
}
