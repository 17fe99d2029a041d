package import ServerKit

extension AgentMemoryServer {
    private static let memories = "/api/v1/memories"
    private static let memory = "/api/v1/memories/{id}"
    private static let banks = "/api/v1/banks"
    private static let conversations = "/api/v1/conversations"
    private static let conversation = "/api/v1/conversations/{session_id}"

    package static let rest = [
        RESTRoute(.post, memories, tool: "store_memory"),
        RESTRoute(.get, memories, tool: "list_memories"),
        RESTRoute(.post, "\(memories)/batch", tool: "store_memories"),
        RESTRoute(.post, "\(memories)/search", tool: "search_memories"),
        RESTRoute(.get, memory, tool: "get_memory"),
        RESTRoute(.put, memory, tool: "update_memory"),
        RESTRoute(.delete, memory, tool: "forget_memory"),
        RESTRoute(.post, "\(memory)/restore", tool: "restore_memory"),
        RESTRoute(.post, "\(memory)/supersede", tool: "supersede_memory"),
        RESTRoute(.post, "/api/v1/recall", tool: "recall"),
        RESTRoute(.get, banks, tool: "list_memory_banks"),
        RESTRoute(.post, banks, tool: "create_memory_bank"),
        RESTRoute(.get, conversations, tool: "list_conversations"),
        RESTRoute(.post, "\(conversations)/search", tool: "search_conversations"),
        RESTRoute(.get, conversation, tool: "get_conversation"),
        RESTRoute(.delete, conversation, tool: "delete_conversation"),
        RESTRoute(.post, "\(conversation)/messages", tool: "add_messages"),
        RESTRoute(.get, "\(conversation)/values", tool: "get_working_memory"),
        RESTRoute(.put, "\(conversation)/values/{key}", tool: "set_working_memory"),
    ]
}
