import Glibc
import Logging

/// What is logged, and how.
struct LoggingSettings: Sendable {
    /// How log lines are written.
    enum Format: String, Sendable, CaseIterable {
        /// For people.
        case text
        /// One JSON object per line.
        case json
    }

    let level: Logger.Level
    let format: Format

    init(_ sources: SettingSources) throws(SettingsError) {
        level = try Self.level.read(sources) ?? .info
        format = try Self.format.read(sources) ?? (isatty(STDERR_FILENO) == 1 ? .text : .json)
    }
}

extension LoggingSettings: SettingGroup {
    private static let level = Setting.choice(
        "LOG_LEVEL",
        of: Logger.Level.self,
        flag: .option("log-level", value: "level"),
        defaultText: "info",
        "trace, debug, info, notice, warning, error or critical"
    )
    private static let format = Setting.choice(
        "LOG_FORMAT",
        of: Format.self,
        flag: .option("log-format", value: "format"),
        defaultText: "text on a terminal, else json",
        "text or json"
    )

    static var declarations: [any SettingDeclaration] { [level, format] }
}
