/// The numbers of system calls, which differ by architecture.
struct SystemCall: Sendable {
    let rawValue: UInt32

    /// The ways to the network: a socket of one's own, one made by io_uring, one taken from another process, and taking
    /// over another process that may have one. Pairs of sockets (`socketpair`) lead nowhere and stay allowed.
    static let leadingToNetwork = [socket, ioUringSetup, pidfdGetfd, ptrace, processVMWritev]

    static let ioUringSetup = SystemCall(rawValue: 425)
    static let pidfdGetfd = SystemCall(rawValue: 438)

    #if arch(x86_64)
        /// AUDIT_ARCH_X86_64
        static let architecture: UInt32 = 0xC000_003E
        static let socket = SystemCall(rawValue: 41)
        static let ptrace = SystemCall(rawValue: 101)
        static let processVMWritev = SystemCall(rawValue: 311)
        static let setpgid = SystemCall(rawValue: 109)
        static let setsid = SystemCall(rawValue: 112)
        static let prctl = SystemCall(rawValue: 157)
        static let prlimit = SystemCall(rawValue: 302)
    #elseif arch(arm64)
        /// AUDIT_ARCH_AARCH64
        static let architecture: UInt32 = 0xC000_00B7
        static let socket = SystemCall(rawValue: 198)
        static let ptrace = SystemCall(rawValue: 117)
        static let processVMWritev = SystemCall(rawValue: 271)
        static let setpgid = SystemCall(rawValue: 154)
        static let setsid = SystemCall(rawValue: 157)
        static let prctl = SystemCall(rawValue: 167)
        static let prlimit = SystemCall(rawValue: 261)
    #endif
}
