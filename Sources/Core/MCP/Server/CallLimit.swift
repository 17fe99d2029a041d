package import HTTP

/// Limits everything that takes time: calling tools, reading resources, filling in prompts, completion.
package protocol CallLimit: Sendable {
    /// Does the work when the limits allow it, or throws; its errors are reported like those of the work.
    func perform<Result: Sendable>(
        _ call: LimitedCall,
        _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result
}

/// What the limits know of a call.
package struct LimitedCall: Sendable {
    /// How long its work may take.
    package enum Length: Sendable {
        case short
        case long
        /// It does nothing but wait.
        case waiting
        /// It may outlast the call.
        case task
    }

    /// Whose rate it counts on; nil where it goes on with work that was let in before.
    package let caller: Caller?
    package let length: Length

    package init(caller: Caller?, length: Length = .short) {
        self.caller = caller
        self.length = length
    }
}

extension RequestContext {
    /// A call of a tool, for its limits.
    func limited(_ tool: ToolDescription, as length: LimitedCall.Length?) -> LimitedCall {
        let length: LimitedCall.Length =
            if let length {
                length
            } else if tool.onlyWaits {
                .waiting
            } else if tool.taskLifetime != nil {
                .task
            } else {
                tool.isLong ? .long : .short
            }
        return LimitedCall(caller: isContinued ? nil : caller, length: length)
    }
}
