import Async
import JSONFormat

extension MCPServer {
    /// The memory that serving a message will take, reserved before its value is made.
    func reserveMemory(
        for message: Span<UInt8>,
        from caller: String
    ) throws(ByteBudgetExceeded) -> ByteReservation {
        try description.memory.reserve(Self.memory(of: message), for: caller)
    }

    /// The memory that serving a message takes: its value, and once more its text, which goes to the database.
    package static func memory(of message: Span<UInt8>) -> Int { message.count + JSON.memoryEstimate(ofText: message) }
}
