package import Logging

/// Serves one client over a pair of descriptors, one JSON-RPC message per line.
///
/// One thread reads, one thread writes, and each call runs in a task of its own.
package struct StdioTransport: Sendable {
    /// Limits on the resources of one client.
    package struct Limits: Sendable {
        /// The longest message accepted, in bytes. A longer one is skipped; if it was a request it is answered with an
        /// error.
        package var lineBytes = 16 << 20
        /// How many tool calls run at the same time.
        package var concurrentCalls = 64
        /// How many more may wait before reading pauses. Until then, requests that are answered at once and
        /// cancellations overtake the waiting calls.
        package var waitingCalls = 1024
        /// How many bytes of answers a client may leave unread before reading pauses.
        package var unreadBytes = 8 << 20
        /// How long running calls may go on once the input has ended.
        package var drain = Duration.milliseconds(1500)
        /// How long writing the last answers may take after that.
        package var flush = Duration.milliseconds(1500)

        /// The default bounds.
        package init() {}
    }

    let input: Descriptor
    let output: Descriptor
    let logger: Logger
    let limits: Limits
    let stopSignal = StopSignal()
    /// The stack size of the thread that reads. Parsing recurses as deep as a message is nested, for which the default
    /// of some platforms is too small.
    var readerStackBytes = 8 << 20

    /// A transport over two open descriptors, which stay blocking and are not closed. The process must ignore SIGPIPE.
    package init(input: Int32, output: Int32, logger: Logger, limits: Limits = Limits()) {
        self.input = Descriptor(number: input)
        self.output = Descriptor(number: output)
        self.logger = logger
        self.limits = limits
    }

    /// Stops reading, as the end of the input does; ``run(_:)`` then drains and returns. For signal handlers of the
    /// process: SIGTERM and SIGINT.
    package func stop() {
        stopSignal.stop()
    }

    /// Serves until the input ends, ``stop()`` is called or nobody reads the answers any more. Call it once.
    ///
    /// At the end, running calls may finish for ``Limits/drain``, then they are cancelled; every request read before
    /// has its answer written, for as long as ``Limits/flush``. Cancelling the task stops at once. Only a tool that
    /// ignores cancellation can delay the return.
    /// - Parameter onFirstAnswer: Called, on a thread of the transport, when the first answer is on its way: work that
    ///   must not compete with it can start now.
    package func run(_ server: MCPServer, onFirstAnswer: @escaping @Sendable () -> Void = {}) async throws {
        let session = StdioSession(self, server: server)
        let wake = try stopSignal.arm(onStop: session.room.signal)
        try await withTaskCancellationHandler {
            async let writing: Void = session.writeOutput(onFirstAnswer: onFirstAnswer)
            async let reading: Void = session.readInput(wake: wake)
            do {
                // However reading ends: the writer goes on until then.
                defer { session.finish() }
                await session.serveCalls()
                try await reading
            }
            try await writing
        } onCancel: {
            stop()
        }
    }
}
