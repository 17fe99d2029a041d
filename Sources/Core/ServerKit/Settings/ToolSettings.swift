/// Which tools a server shows.
struct ToolSettings: Sendable {
    /// The name that stands for every group of tools.
    static let allToolsets = "all"

    /// The groups of tools that are shown; nil for the server's own choice.
    let toolsets: [String]?
    /// Whether tools that change data are left out, and the server writes nothing by itself.
    let isReadOnly: Bool

    init(_ sources: SettingSources) throws(SettingsError) {
        toolsets = try Self.toolsets.read(sources)
        isReadOnly = try Self.readOnly.read(sources) ?? false
    }
}

extension ToolSettings: SettingGroup {
    private static let toolsets = Setting.list(
        "TOOLSETS",
        flag: .option("toolsets", value: "names"),
        defaultText: "those for daily work",
        "The groups of tools to show, comma-separated; all for every one"
    )
    private static let readOnly = Setting.flag(
        "READ_ONLY",
        flag: .isSet("read-only"),
        "Only the tools that change nothing; the server then writes nothing either, and serves an older database as it is"
    )

    static var declarations: [any SettingDeclaration] { [toolsets, readOnly] }
}
