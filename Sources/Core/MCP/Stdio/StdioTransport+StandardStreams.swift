import Glibc
package import Logging

extension StdioTransport {
    /// Reserves standard input and output for the protocol. Call it before anything else in the process.
    ///
    /// From then on descriptor 1 leads to standard error and descriptor 0 to nothing, so that no `print` and no child
    /// process can touch the protocol; the real ones are closed in children. SIGPIPE is ignored.
    package static func takeStandardStreams(
        logger: Logger,
        limits: Limits = Limits()
    ) throws(StdioError) -> StdioTransport {
        guard isInherited(0, for: O_RDONLY) else { throw .closed("input", for: "reading") }
        guard isInherited(1, for: O_WRONLY) else { throw .closed("output", for: "writing") }
        _ = signal(SIGPIPE, SIG_IGN)
        let input = fcntl(0, F_DUPFD_CLOEXEC, 3)
        guard input >= 0 else { throw StdioError("take standard input", errno) }
        let output = fcntl(1, F_DUPFD_CLOEXEC, 3)
        guard output >= 0 else { throw StdioError("take standard output", errno) }
        let nothing = unsafe open("/dev/null", O_RDWR | O_CLOEXEC)
        guard nothing >= 0 else { throw StdioError("open /dev/null", errno) }
        // When descriptor 2 was closed, it may just have become /dev/null itself.
        defer { if nothing > 2 { close(nothing) } }
        guard dup2(nothing, 0) >= 0 else { throw StdioError("redirect standard input", errno) }
        guard dup2(2, 1) >= 0 || dup2(nothing, 1) >= 0 else { throw StdioError("redirect standard output", errno) }
        return StdioTransport(input: input, output: output, logger: logger, limits: limits)
    }

    /// Whether a descriptor is open in a mode and came from the parent. When a parent closes a standard stream, the
    /// first file this process opens gets its number; a descriptor that is closed on exec, as the runtime's are, was
    /// opened here.
    private static func isInherited(_ number: Int32, for mode: Int32) -> Bool {
        let status = fcntl(number, F_GETFL)
        guard status >= 0, fcntl(number, F_GETFD) & FD_CLOEXEC == 0 else { return false }
        return [mode, O_RDWR].contains(status & O_ACCMODE)
    }
}
