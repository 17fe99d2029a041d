/// Settings that belong together, such as those of one part of a server.
protocol SettingGroup {
    /// In the order in which help shows them.
    static var declarations: [any SettingDeclaration] { get }
}

/// What every subcommand of a server takes.
enum CommonSettings<Server: PaddleServer>: SettingGroup {
    static var declarations: [any SettingDeclaration] {
        DatabaseSettings.declarations + [Settings.home] + (Server.embeds ? EmbeddingSettings.declarations : [])
            + ClusterSettings.declarations + ToolSettings.declarations + LoggingSettings.declarations
            + Server.settings
    }
}

/// What `serve` takes besides.
enum ServeSettings: SettingGroup {
    static var declarations: [any SettingDeclaration] {
        ServingSettings.declarations + ConnectionSettings.declarations
    }
}

/// What a server takes in all.
enum AllSettings<Server: PaddleServer>: SettingGroup {
    static var declarations: [any SettingDeclaration] {
        CommonSettings<Server>.declarations + ServeSettings.declarations
    }
}
