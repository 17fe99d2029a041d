import Files
import SystemPackage

/// What decides how fast a model runs here: the instruction sets and the share of the processors that we may use.
struct Processor {
    /// The model and all its instruction sets: a compiled model is only good for the processor it was compiled on.
    let identity: String

    /// Whether bfloat16 numbers are multiplied by the processor itself. OpenVINO offers bf16 on more processors, where
    /// it emulates it and is therefore slower.
    let multipliesBF16: Bool

    /// Whether 8-bit integers are multiplied and added up by one instruction (VNNI).
    let multipliesInt8: Bool

    init() {
        // The first processor's paragraph is enough, however many there are.
        let text = Self.read("/proc/cpuinfo") ?? ""
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).prefix { !$0.isEmpty }
        let known = lines.filter { $0.hasPrefix("model name") || $0.hasPrefix("flags") || $0.hasPrefix("Features") }
        identity = known.joined(separator: "\n")
        let words = known.flatMap { $0.split(whereSeparator: \.isWhitespace) }
        multipliesBF16 = words.contains { $0 == "avx512_bf16" || $0 == "amx_bf16" }
        multipliesInt8 = words.contains { $0 == "avx512_vnni" || $0 == "avx_vnni" }
    }

    /// The processors that a control group leaves us, rounded up, or nil where it sets no quota.
    static func quota() -> Int? {
        // The line of the one hierarchy of version 2 is "0::/path".
        let own = (read("/proc/self/cgroup") ?? "").split(separator: "\n").first { $0.hasPrefix("0::") }
        var path = own.map { String($0.dropFirst(3)) } ?? ""
        var least: Int?
        while true {
            let limit = read("/sys/fs/cgroup\(path)/cpu.max") ?? ""
            let parts = limit.split(whereSeparator: \.isWhitespace).map { Int($0) }
            if parts.count == 2, let quota = parts[0], let period = parts[1], period > 0 {
                least = min(least ?? .max, max(1, (quota + period - 1) / period))
            }
            guard let slash = path.lastIndex(of: "/") else { return least }
            path = String(path[..<slash])
        }
    }

    /// The first part of a file of the kernel.
    private static func read(_ path: String) -> String? {
        let bytes = try? ReadOnlyFile(FilePath(path)).bytes(at: 0, atMost: 1 << 16)
        return bytes.map { String(decoding: $0, as: UTF8.self) }
    }
}
