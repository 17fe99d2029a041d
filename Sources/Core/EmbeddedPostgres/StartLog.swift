import Files
import SystemPackage

/// What PostgreSQL writes to its logs from its start on. Earlier lines may contain other people's data and are not
/// shown.
struct StartLog {
    private let layout: ClusterLayout
    /// How long each log was at that moment.
    private let lengths: [String: Int]

    /// Remembers the current ends of the logs.
    init(_ layout: ClusterLayout) {
        self.layout = layout
        lengths = Self.lengths(layout)
    }

    private static func lengths(_ layout: ClusterLayout) -> [String: Int] {
        let names = ((try? Folder.names(in: layout.logs)) ?? []).filter {
            $0 != layout.startLog.lastComponent?.string
        }
        return names.reduce(into: [:]) { lengths, name in
            lengths[name] = (try? Stat(layout.logs.appending(name))).map { Int($0.size) }
        }
    }

    /// The last lines that the server wrote, before and after its log collector took over.
    func tail() -> String {
        var lines = ClusterFiles.tail(layout.startLog, lines: 8)
        for (name, length) in Self.lengths(layout).sorted(by: { $0.key < $1.key }) {
            // A log that is shorter now was started afresh.
            let before = lengths[name].map { $0 <= length ? $0 : 0 } ?? 0
            lines += ClusterFiles.tail(layout.logs.appending(name), lines: 12, after: before)
        }
        return lines.joined(separator: "\n")
    }
}
