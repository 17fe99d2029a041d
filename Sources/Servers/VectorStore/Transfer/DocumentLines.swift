import Documents
import HTTP
import HTTPTypes
import Transfer

/// `GET …/documents/export`: all documents of a collection, one a line of JSON, in the order of their ids. They are read as the client
/// takes them, so that what changes meanwhile is seen or not; an archive is of one moment.
struct DocumentLines: Sendable {
    private static let page: Int32 = 20

    let documents: DocumentAccess

    func route(_ path: String) -> Route {
        var options = RouteOptions()
        options.acceptsCookie = true
        return Route(.get, path, access: .scope(.read), options: options) { request in
            let hasVectors = request.query["vectors"] == "true"
            let store = try await documents.store(request.variables["collection"])
            // What cannot be read at all is an error, and no answer that breaks off.
            let first = try await store.wholeDocuments(after: nil, limit: Self.page)
            return .lines { writer in
                var page = first
                while let last = page.last {
                    for var document in page {
                        if !hasVectors { document.passages = [] }
                        var line: [UInt8] = []
                        document.append(to: &line)
                        try await writer.write(line)
                    }
                    page = try await store.wholeDocuments(after: last.id, limit: Self.page)
                }
            }
        }
    }
}
