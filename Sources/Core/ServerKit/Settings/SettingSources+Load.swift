import Files
import Glibc
import SystemPackage

extension SettingSources {
    /// Reads flags, environment and file, in this order of precedence, and finds PADDLE_HOME.
    /// - Parameters:
    ///   - flags: What the command line gave, under the names of the variables.
    ///   - file: `--config`; nil for PADDLE_HOME/config.json where there is one.
    ///   - server: The server that reads its part of the file.
    ///   - known: The settings that may stand in the file.
    static func load(
        flags: [String: String],
        environment: [String: String],
        file: String?,
        server: String,
        known: [any SettingDeclaration]
    ) throws(SettingsError) -> (sources: SettingSources, home: String) {
        let withoutFile = SettingSources(flags: flags, environment: environment, file: nil)
        let home = withoutFile.string("PADDLE_HOME").map(absolute) ?? defaultHome(environment: environment)
        let configuration = try Self.file(
            at: file ?? home + "/config.json",
            mayBeMissing: file == nil,
            server: server,
            known: known
        )
        return (SettingSources(flags: flags, environment: environment, file: configuration), home)
    }

    private static func absolute(_ path: String) -> String {
        FilePath(path).absolute.string
    }

    /// Root's state is kept where the ordinary user that runs PostgreSQL for root can reach it.
    private static func defaultHome(environment: [String: String]) -> String {
        if geteuid() == 0 { return "/var/lib/paddle" }
        if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") { return data + "/paddle" }
        return (environment["HOME"] ?? "/") + "/.local/share/paddle"
    }
}
