package import HTTP
package import ServerKit

extension VectorStoreServer {
    package static let rest =
        documents(at: "/api/v1/documents", omitting: ["collection"])
        + documents(at: "\(collection)/documents", omitting: [])
        + [
            RESTRoute(.get, "/api/v1/collections", tool: "list_collections"),
            RESTRoute(
                .post,
                "/api/v1/collections",
                tool: "create_collection",
                success: .created(at: collection)
            ),
            RESTRoute(.get, collection, tool: "describe_collection"),
            RESTRoute(.delete, collection, tool: "delete_collection"),
        ]

    package static let bulk = ["/api/v1/documents/import", "\(collection)/documents/import"].map { path in
        RESTBulkRoute(
            path,
            tool: "add_documents",
            items: "documents",
            results: "results",
            arguments: ["atomic": false]
        )
    }

    package var routes: [Route] {
        ["/api/v1/documents/export", "\(Self.collection)/documents/export"].map {
            DocumentLines(documents: documents).route($0)
        }
    }

    private static let collection = "/api/v1/collections/{collection}"

    /// The routes of the documents of a collection.
    private static func documents(at all: String, omitting omitted: Set<String>) -> [RESTRoute] {
        let one = "\(all)/{id}"
        let alsoKey = omitted.union(["key"])
        return [
            RESTRoute(
                .post,
                all,
                tool: "add_document",
                success: .stored(at: one),
                omitting: omitted,
                versionedBy: "updated_at"
            ),
            RESTRoute(.get, all, tool: "list_documents", omitting: omitted),
            RESTRoute(.post, "\(all)/batch", tool: "add_documents", omitting: omitted),
            RESTRoute(.post, "\(all)/count", tool: "count_documents", omitting: omitted),
            RESTRoute(.post, "\(all)/search", tool: "search_documents", omitting: omitted),
            RESTRoute(.get, one, tool: "get_document", omitting: alsoKey, versionedBy: "updated_at"),
            RESTRoute(.put, one, tool: "update_document", omitting: alsoKey, versionedBy: "updated_at"),
            RESTRoute(.delete, one, tool: "delete_document", omitting: alsoKey),
            RESTRoute(.get, "\(one)/similar", tool: "find_similar_documents", omitting: alsoKey),
        ]
    }
}
