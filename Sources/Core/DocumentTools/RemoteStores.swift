import Endpoints
package import Logging
package import MCP
package import ServerKit
package import Transfer

/// The other vector stores that tools import from. Only these are asked, whatever a caller says.
package struct RemoteStores: Sendable {
    private static let chroma = url("CHROMA_URL", "The address of a Chroma server to import from")
    private static let chromaToken = Setting.secret("CHROMA_TOKEN", "The bearer token for CHROMA_URL")
    private static let qdrant = url("QDRANT_URL", "The address of a Qdrant server to import from")
    private static let qdrantKey = Setting.secret("QDRANT_API_KEY", "The key for QDRANT_URL")

    /// What a server declares that imports from Chroma.
    package static let chromaSettings: [any SettingDeclaration] = [chroma, chromaToken]
    /// What a server declares that imports from Qdrant.
    package static let qdrantSettings: [any SettingDeclaration] = [qdrant, qdrantKey]

    private let settings: Settings
    private let logger: Logger

    package init(_ settings: Settings, logger: Logger) {
        self.settings = settings
        self.logger = logger
    }

    /// What tells the operator's Chroma from others.
    package var chromaPlace: String { settings[Self.chroma] ?? "" }
    /// What tells the operator's Qdrant from others.
    package var qdrantPlace: String { settings[Self.qdrant] ?? "" }

    /// The operator's Chroma.
    package func chroma() throws(ToolError) -> RemoteStore { try store(Self.chroma, Self.chromaToken) }

    /// The operator's Qdrant.
    package func qdrant() throws(ToolError) -> RemoteStore { try store(Self.qdrant, Self.qdrantKey) }

    private func store(_ url: Setting<String?>, _ token: Setting<String?>) throws(ToolError) -> RemoteStore {
        guard let address = settings[url] else {
            throw ToolError(
                "No server to import from is set. Its operator starts this server with \(url.variable) set to its address.",
                kind: .unavailable
            )
        }
        return RemoteStore(url: address, setting: url.variable, token: settings[token], logger: logger)
    }

    private static func url(_ variable: String, _ meaning: String) -> Setting<String?> {
        Setting(variable, meaning) { given throws(SettingsError) in
            guard let given else { return nil }
            if let flaw = EndpointURL.flaw(in: given.text) { throw given.error(flaw) }
            return given.text
        }
    }
}
