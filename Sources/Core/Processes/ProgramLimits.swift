/// How much a child program may take.
package struct ProgramLimits: Sendable, Hashable {
    /// How long it may run.
    package var time: Duration
    /// How long it has to end by itself, once it was told to (SIGTERM), before it is killed.
    package var grace: Duration
    /// How many seconds of processor time each of its processes may use; nil for no limit.
    package var cpuSeconds: Int?
    /// How many bytes of address space each of its processes may have; nil for no limit. Beyond it, allocating memory
    /// fails in the child, and what it does then is its own affair.
    package var addressSpace: Int?
    /// How large each file that it writes may become, in bytes; nil for no limit.
    package var fileBytes: Int?
    /// How many bytes it may write to its standard output.
    package var outputBytes: Int
    /// How many bytes of its standard error are kept. It may write more.
    package var errorBytes: Int

    package init(
        time: Duration = .seconds(60),
        grace: Duration = .seconds(2),
        cpuSeconds: Int? = nil,
        addressSpace: Int? = nil,
        fileBytes: Int? = nil,
        outputBytes: Int = 16 << 20,
        errorBytes: Int = 4 << 10
    ) {
        self.time = time
        self.grace = grace
        self.cpuSeconds = cpuSeconds
        self.addressSpace = addressSpace
        self.fileBytes = fileBytes
        self.outputBytes = outputBytes
        self.errorBytes = errorBytes
    }
}
