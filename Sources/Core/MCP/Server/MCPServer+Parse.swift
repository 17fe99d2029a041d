import Async
import JSONFormat

extension MCPServer {
    /// The value of a message, and the memory that it takes.
    ///
    /// - Throws: `JSONSyntaxError` where it is no JSON, and ``ByteBudgetExceeded`` where there is no room for it.
    func parse(_ bytes: Span<UInt8>, from caller: String) throws -> (value: JSON, memory: ByteReservation) {
        let memory = try description.memory.reserve(Self.memory(of: bytes), for: caller)
        return (try JSON(parsing: bytes), memory)
    }

    /// The memory that serving a message takes: its value, and once more its text, which goes to the database.
    static func memory(of message: Span<UInt8>) -> Int { message.count + JSON.memoryEstimate(ofText: message) }
}
