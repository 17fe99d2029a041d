import MCP

/// Who is to write an answer, as a caller says it.
enum AnswerWriter: String, CaseIterable, ArgumentValue {
    /// The model of LLM_BASE_URL where there is one, else the client's where the client lets it be asked, else none.
    case auto
    case extraction
    case model
    case client

    /// Who that is.
    ///
    /// - Throws: ``ToolError`` where a model is asked for that is not there.
    func maker(hasModel: Bool, hasClientModel: Bool) throws(ToolError) -> Answer.Maker {
        switch self {
        case .auto: hasModel ? .model : hasClientModel ? .client : .extraction
        case .extraction: .extraction
        case .model where hasModel: .model
        case .model:
            throw ToolError("answer_by \"model\" needs a model: set LLM_BASE_URL, or leave answer_by out.")
        case .client where hasClientModel: .client
        case .client:
            throw ToolError(
                "answer_by \"client\" needs a client of MCP 2026-07-28 that declares the capability sampling; "
                    + "leave answer_by out."
            )
        }
    }
}
