package import HTTP
package import ServerKit

extension VectorStoreServer {
    package static let rest = [
        RESTRoute(
            .post,
            "/api/v1/documents",
            tool: "add_document",
            success: .stored(at: "/api/v1/documents/{id}"),
            versionedBy: "updated_at"
        ),
        RESTRoute(.get, "/api/v1/documents", tool: "list_documents"),
        RESTRoute(.post, "/api/v1/documents/batch", tool: "add_documents"),
        RESTRoute(.post, "/api/v1/documents/count", tool: "count_documents"),
        RESTRoute(.post, "/api/v1/documents/search", tool: "search_documents"),
        RESTRoute(.get, one, tool: "get_document", omitting: ["key"], versionedBy: "updated_at"),
        RESTRoute(.put, one, tool: "update_document", omitting: ["key"], versionedBy: "updated_at"),
        RESTRoute(.delete, one, tool: "delete_document", omitting: ["key"]),
        RESTRoute(.get, "\(one)/similar", tool: "find_similar_documents", omitting: ["key"]),
    ]

    package static let bulk = [
        RESTBulkRoute(
            "/api/v1/documents/import",
            tool: "add_documents",
            items: "documents",
            results: "results",
            arguments: ["atomic": false]
        )
    ]

    package var routes: [Route] { [DocumentLines(documents: documents).route] }

    private static let one = "/api/v1/documents/{id}"
}
