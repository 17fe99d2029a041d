import Documents
import MCP

extension ToolError {
    static func noDocument(_ document: DocumentReference) -> ToolError {
        .notFound(
            "document",
            with: document.inWords,
            hint: "search_documents and list_documents return what is stored."
        )
    }
}
