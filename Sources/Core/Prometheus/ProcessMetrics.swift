import Files
import Glibc
import SystemPackage

/// The system's metrics of this process, under the names that every Prometheus client uses. They need `/proc`.
struct ProcessMetrics: Sendable {
    private let ticksPerSecond = Double(sysconf(Int32(_SC_CLK_TCK)))
    private let pageBytes = Double(sysconf(Int32(_SC_PAGESIZE)))

    func register(with metrics: PrometheusMetrics) {
        let startTime = startTime()
        metrics.gauge("process_start_time_seconds", help: "When the process started, in seconds since 1970.") {
            Self.sample(startTime)
        }
        metrics.counter("process_cpu_seconds_total", help: "Processor time used, in seconds.") {
            Self.sample(processorTime())
        }
        metrics.gauge("process_resident_memory_bytes", help: "Memory in use, shared pages included.") {
            Self.sample(residentMemory())
        }
        metrics.gauge("process_open_fds", help: "Open file descriptors.") { Self.sample(openDescriptors()) }
        metrics.gauge("process_max_fds", help: "How many file descriptors may be open.") {
            Self.sample(maximumDescriptors())
        }
    }

    private static func sample(_ value: Double?) -> [PrometheusMetrics.Sample] {
        value.map { [PrometheusMetrics.Sample([:], $0)] } ?? []
    }

    /// A file of `/proc`; nil where it cannot be read. Reading does not wait: no disk is behind it.
    private func text(of path: FilePath) -> String? {
        let bytes = try? ReadOnlyFile.contents(of: path, limit: 1 << 24)
        return bytes.map { String(decoding: $0, as: UTF8.self) }
    }

    private func residentMemory() -> Double? {
        guard let fields = text(of: "/proc/self/statm")?.split(separator: " "), fields.count > 1 else {
            return nil
        }
        return Double(fields[1]).map { $0 * pageBytes }
    }

    /// The fields of `/proc/self/stat` from the third on. The second is the program's name in parentheses, which may
    /// hold spaces and parentheses.
    private func fieldsAfterName() -> [Substring] {
        guard let text = text(of: "/proc/self/stat"), let end = text.lastIndex(of: ")") else { return [] }
        return text[text.index(after: end)...].split(separator: " ")
    }

    private func processorTime() -> Double? {
        let fields = fieldsAfterName()
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return nil }
        return (user + system) / ticksPerSecond
    }

    private func startTime() -> Double? {
        let fields = fieldsAfterName()
        guard fields.count > 19, let ticks = Double(fields[19]),
            let line = text(of: "/proc/stat")?.split(separator: "\n").first(where: {
                $0.hasPrefix("btime ")
            }),
            let boot = Double(line.dropFirst(6))
        else { return nil }
        return boot + ticks / ticksPerSecond
    }

    private func openDescriptors() -> Double? {
        // The listing has a descriptor of its own.
        (try? Folder.names(in: "/proc/self/fd")).map { Double($0.count - 1) }
    }

    private func maximumDescriptors() -> Double? {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return nil }
        return limit.rlim_cur == rlim_t.max ? .infinity : Double(limit.rlim_cur)
    }
}
