import Async
import JSONFormat
import MCP
import Synchronization

/// A tool that answers once so many calls of it are at work at the same time: what tells how many may be.
enum Rendezvous {
    private static let present = Mutex(0)
    private static let complete = Latch()

    static let tool: any ToolHandler = FixtureTool(
        "test_rendezvous",
        "Waits until `size` calls of it run at the same time.",
        properties: ["size": ["type": "integer"]]
    ) { arguments, _ in
        guard case .int(let size)? = arguments["size"] else { throw ToolError("size must be an integer") }
        let count = present.withLock { count in
            count += 1
            return count
        }
        if count >= size { complete.open() }
        guard await complete.wait() else { throw CancellationError() }
        return .said("all \(size) are here")
    }
}
