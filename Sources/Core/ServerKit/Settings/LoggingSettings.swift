import Logging

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What is logged, and how.
struct LoggingSettings: Sendable {
    /// How log lines are written.
    enum Format: String, Sendable, CaseIterable {
        /// For people.
        case text
        /// One object a line.
        case json
    }

    /// LOG_LEVEL.
    let level: Logger.Level
    /// LOG_FORMAT.
    let format: Format

    init(sources: SettingSources) throws(SettingsError) {
        level = try sources.choice("LOG_LEVEL") ?? .info
        format = try sources.choice("LOG_FORMAT") ?? (isatty(STDERR_FILENO) == 1 ? .text : .json)
    }
}
