/// A seccomp filter: a small program that the kernel runs before each system call of a process and of all that it
/// starts. Nobody can take it off again.
///
/// Unlike a network namespace of its own, it needs no rights and no cooperation of a container's host.
struct SystemCallFilter {
    /// The instructions as the kernel reads them, eight bytes each.
    private(set) var code: [UInt8] = []

    /// - Parameter network: Whether the child may use the network.
    init(network: Bool) {
        // A process that left the group would escape the signals that end it.
        let denied = [SystemCall.setsid, .setpgid] + (network ? [] : SystemCall.leadingToNetwork)

        // The numbers below are those of this architecture; programs of another, such as 32-bit ones, are killed.
        add(.load, Self.architectureOffset)
        add(.jumpIfEqual, SystemCall.architecture, onTrue: 1)
        add(.finish, Self.kill)
        add(.load, Self.numberOffset)
        // The x32 calls of x86_64 have numbers of their own, from here on; none of arm64's is that large.
        add(.jumpIfAtLeast, 0x4000_0000, onTrue: UInt8(denied.count + 1))
        for (index, call) in denied.enumerated() {
            add(.jumpIfEqual, call.rawValue, onTrue: UInt8(denied.count - index))
        }
        add(.finish, Self.allow)
        add(.finish, Self.refuse)
    }

    private enum Operation: UInt16 {
        /// BPF_LD | BPF_W | BPF_ABS
        case load = 0x20
        /// BPF_JMP | BPF_JEQ | BPF_K
        case jumpIfEqual = 0x15
        /// BPF_JMP | BPF_JGE | BPF_K
        case jumpIfAtLeast = 0x35
        /// BPF_RET | BPF_K
        case finish = 0x06
    }

    // Places in `struct seccomp_data`.
    private static let numberOffset: UInt32 = 0
    private static let architectureOffset: UInt32 = 4

    /// SECCOMP_RET_KILL_PROCESS
    private static let kill: UInt32 = 0x8000_0000
    /// SECCOMP_RET_ALLOW
    private static let allow: UInt32 = 0x7FFF_0000
    /// SECCOMP_RET_ERRNO with EPERM
    private static let refuse: UInt32 = 0x0005_0001

    /// Adds a `struct sock_filter`. Both architectures are little-endian.
    private mutating func add(_ operation: Operation, _ operand: UInt32, onTrue: UInt8 = 0) {
        code += [UInt8(operation.rawValue), 0, onTrue, 0]
        code += (0..<4).map { UInt8(truncatingIfNeeded: operand >> (8 * $0)) }
    }
}
