import Files
import Glibc
import SystemPackage

extension SettingSources {
    /// Reads flags, environment and file, in this order of precedence, and finds PADDLE_HOME.
    /// - Parameters:
    ///   - flags: What the command line gave, under the names of the variables.
    ///   - file: `--config`; nil for PADDLE_HOME/config.json where there is one.
    ///   - server: The server that reads its part of the file.
    ///   - known: The settings that may stand in the file; nil where any may.
    static func load(
        flags: [String: String],
        environment: [String: String],
        file: String?,
        server: String,
        known: [any SettingDeclaration]?
    ) throws(SettingsError) -> (sources: SettingSources, home: String) {
        let withoutFile = SettingSources(flags: flags, environment: environment)
        let home = withoutFile.string("PADDLE_HOME").map(absolute) ?? defaultHome(environment: environment)
        try checkTrust(ofHome: home)
        let configuration = try Self.file(
            at: file ?? home + "/config.json",
            mayBeMissing: file == nil,
            server: server,
            known: known
        )
        return (SettingSources(flags: flags, environment: environment, file: configuration), home)
    }

    /// Everything under PADDLE_HOME is relied on, so nobody else may be able to change it. What is not there yet, or
    /// cannot be reached, is told by whoever needs it.
    private static func checkTrust(ofHome home: String) throws(SettingsError) {
        do throws(FileError) {
            _ = try FilePath(home).trusted()
        } catch {
            guard case .distrusted = error.reason else { return }
            throw SettingsError("PADDLE_HOME \(error); or set PADDLE_HOME to a folder of your own.")
        }
    }

    private static func absolute(_ path: String) -> String {
        FilePath(path).absolute.string
    }

    /// Root's PADDLE_HOME. Other users take from it what they have not unpacked themselves.
    static let sharedHome = "/var/lib/paddle"

    /// The folder of something that scripts/setup unpacks: the home's own, else the one that root shares. State is never
    /// shared.
    static func part(_ name: String, home: String) -> String {
        let (own, shared) = (home + "/" + name, sharedHome + "/" + name)
        return geteuid() != 0 && !FilePath(own).isFolder && FilePath(shared).isFolder ? shared : own
    }

    /// Root's state is kept where the ordinary user that runs PostgreSQL for root can reach it.
    private static func defaultHome(environment: [String: String]) -> String {
        if geteuid() == 0 { return sharedHome }
        if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") { return data + "/paddle" }
        return (environment["HOME"] ?? "/") + "/.local/share/paddle"
    }
}
