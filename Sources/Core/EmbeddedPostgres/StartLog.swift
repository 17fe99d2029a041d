import Files
import SystemPackage

/// What PostgreSQL writes to its logs from one moment on, its start. What stands there before may hold other people's
/// data, and is not shown.
struct StartLog {
    private let layout: ClusterLayout
    /// How long each log was at that moment.
    private let lengths: [String: Int]

    /// From this moment on.
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

    /// The last lines: what the server said before its log collector took over, and after.
    func tail() -> String {
        var lines = ClusterFiles.tail(layout.startLog, lines: 8)
        for (name, length) in Self.lengths(layout).sorted(by: { $0.key < $1.key }) {
            // A log that is shorter now was begun anew.
            let before = lengths[name].map { $0 <= length ? $0 : 0 } ?? 0
            lines += ClusterFiles.tail(layout.logs.appending(name), lines: 12, after: before)
        }
        return lines.joined(separator: "\n")
    }
}
