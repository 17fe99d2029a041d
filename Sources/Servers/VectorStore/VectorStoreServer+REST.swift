package import ServerKit

extension VectorStoreServer {
    package static let rest = [
        RESTRoute(
            .post,
            "/api/v1/documents",
            tool: "add_document",
            success: .created(at: "/api/v1/documents/{id}"),
            versionedBy: "updated_at"
        ),
        RESTRoute(.post, "/api/v1/documents/search", tool: "search_documents"),
        RESTRoute(.get, "/api/v1/documents/{id}", tool: "get_document", versionedBy: "updated_at"),
        RESTRoute(.put, "/api/v1/documents/{id}", tool: "update_document", versionedBy: "updated_at"),
        RESTRoute(.delete, "/api/v1/documents/{id}", tool: "delete_document"),
    ]
}
