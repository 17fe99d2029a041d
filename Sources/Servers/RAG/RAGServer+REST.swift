package import ServerKit

extension RAGServer {
    private static let sources = "/api/v1/sources"
    private static let source = "/api/v1/sources/{id}"
    private static let judgements = "/api/v1/judgements"
    private static let sessions = "/api/v1/sessions"

    package static let rest = [
        RESTRoute(.post, sources, tool: "add_document"),
        RESTRoute(.get, sources, tool: "list_sources"),
        RESTRoute(.post, "\(sources)/batch", tool: "add_documents"),
        RESTRoute(.post, "\(sources)/search", tool: "search_documents"),
        RESTRoute(.get, source, tool: "get_source", omitting: ["key"]),
        RESTRoute(.delete, source, tool: "delete_source", omitting: ["key"]),
        RESTRoute(.post, "/api/v1/contexts", tool: "generate_context"),
        RESTRoute(.post, "/api/v1/answers", tool: "rag_query"),
        RESTRoute(.get, sessions, tool: "list_sessions"),
        RESTRoute(.get, "\(sessions)/{session_id}", tool: "get_session"),
        RESTRoute(.get, "/api/v1/queries/{id}", tool: "get_query"),
        RESTRoute(.put, "/api/v1/queries/{id}/rating", tool: "rate_answer"),
        RESTRoute(.post, "/api/v1/evaluations", tool: "evaluate_retrieval"),
        RESTRoute(.post, "/api/v1/explanations", tool: "explain_retrieval"),
        RESTRoute(.get, judgements, tool: "list_judgement_sets"),
        RESTRoute(.get, "\(judgements)/{set}", tool: "get_judgements"),
        RESTRoute(.put, "\(judgements)/{set}", tool: "save_judgements"),
    ]
}
