import Glibc

/// A limit of the kernel's on each process of a child.
struct ResourceLimit {
    let resource: Int32
    /// Beyond this a signal tells, or the call fails.
    let soft: UInt64
    /// Beyond this the kernel kills, where it counts time.
    let hard: UInt64

    private init(_ resource: __rlimit_resource, soft: UInt64, hard: UInt64) {
        self.resource = Int32(resource.rawValue)
        // Nobody but root may raise a hard limit, and no child needs more than this process has.
        var own = rlimit()
        unsafe getrlimit(__rlimit_resource_t(self.resource), &own)
        self.soft = min(soft, UInt64(own.rlim_max))
        self.hard = min(hard, UInt64(own.rlim_max))
    }

    /// The limits of the kernel's among those of a program, and that there is no core dump.
    static func all(of limits: ProgramLimits) -> [ResourceLimit] {
        var all = [ResourceLimit(RLIMIT_CORE, soft: 0, hard: 0)]
        if let seconds = limits.cpuSeconds.map({ UInt64(max($0, 1)) }) {
            // A second between SIGXCPU, which tells why, and SIGKILL.
            all.append(ResourceLimit(RLIMIT_CPU, soft: seconds, hard: seconds + 1))
        }
        for (resource, limit) in [(RLIMIT_AS, limits.addressSpace), (RLIMIT_FSIZE, limits.fileBytes)] {
            guard let bytes = limit.map({ UInt64(max($0, 0)) }) else { continue }
            all.append(ResourceLimit(resource, soft: bytes, hard: bytes))
        }
        return all
    }
}
