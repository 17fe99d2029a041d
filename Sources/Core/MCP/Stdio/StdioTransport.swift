public import Logging

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Serves one client over a pair of descriptors, one JSON-RPC message a line.
///
/// One thread reads, one thread writes, and tool calls run at the same time in one task group.
public struct StdioTransport: Sendable {
    /// Bounds on what one client may claim.
    public struct Limits: Sendable {
        /// The longest message taken, in bytes. A longer one is skipped; if it was a request it is answered with an
        /// error.
        public var lineBytes = 16 << 20
        /// How many tool calls run at the same time.
        public var concurrentCalls = 64
        /// How many more wait for their turn before reading pauses. Until then everything that is answered at once,
        /// and every cancellation, passes by the waiting.
        public var waitingCalls = 1024
        /// How many bytes of messages may wait before reading pauses.
        public var waitingBytes = 64 << 20
        /// How many bytes of answers a client may leave unread before its requests are no longer taken.
        public var unreadBytes = 8 << 20
        /// How long running calls may go on once the input has ended.
        public var drain = Duration.seconds(1)
        /// How long writing the last answers may take after that.
        public var flush = Duration.milliseconds(500)

        /// The default bounds.
        public init() {}
    }

    let input: Int32
    let output: Int32
    let logger: Logger
    let limits: Limits
    let stopSignal = StopSignal()

    /// A transport over two open descriptors, which stay blocking and are not closed.
    public init(input: Int32, output: Int32, logger: Logger, limits: Limits = Limits()) {
        self.input = input
        self.output = output
        self.logger = logger
        self.limits = limits
    }

    /// Takes standard input and output for the protocol alone: to be called before anything else in the process.
    ///
    /// From then on descriptor 1 leads to standard error and descriptor 0 to nothing, so that no `print` and no child
    /// process can touch the protocol; the real ones are closed in children. SIGPIPE is ignored.
    public static func takeStandardStreams(logger: Logger) throws(StdioError) -> StdioTransport {
        _ = signal(SIGPIPE, SIG_IGN)
        let input = fcntl(0, F_DUPFD_CLOEXEC, 3)
        guard input >= 0 else { throw StdioError("take standard input", errno) }
        let output = fcntl(1, F_DUPFD_CLOEXEC, 3)
        guard output >= 0 else { throw StdioError("take standard output", errno) }
        let nothing = unsafe open("/dev/null", O_RDWR | O_CLOEXEC)
        guard nothing >= 0 else { throw StdioError("open /dev/null", errno) }
        defer { close(nothing) }
        guard dup2(nothing, 0) >= 0 else { throw StdioError("redirect standard input", errno) }
        // Without a standard error stray output goes nowhere.
        guard dup2(2, 1) >= 0 || dup2(nothing, 1) >= 0 else { throw StdioError("redirect standard output", errno) }
        return StdioTransport(input: input, output: output, logger: logger)
    }

    /// Stops reading, as the end of the input does; ``run(_:)`` then drains and returns. For signal handlers of the
    /// process: SIGTERM and SIGINT.
    public func stop() {
        stopSignal.stop()
    }

    /// Serves until the input ends, ``stop()`` is called or nobody reads the answers any more. To be called once.
    ///
    /// At the end, running calls may finish for ``Limits/drain``, then they are cancelled; every request read before
    /// has its answer written, for as long as ``Limits/flush``. Cancelling the task stops at once.
    public func run(_ server: MCPServer) async throws {
        let session = StdioSession(self, server: server)
        let wake = try stopSignal.arm(onStop: session.room.open)
        try await withTaskCancellationHandler {
            async let writing: Void = DedicatedThread.run { session.writeOutput() }
            async let reading: Void = DedicatedThread.run { session.readInput(wake: wake) }
            await session.serveCalls()
            try await reading
            session.finish()
            try await writing
        } onCancel: {
            stop()
        }
    }
}
