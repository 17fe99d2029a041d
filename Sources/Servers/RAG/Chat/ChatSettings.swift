import Endpoints
import Logging
import ServerKit

/// The model that writes answers, where one is set.
enum ChatSettings {
    private static let url = Setting<String?>(
        "LLM_BASE_URL",
        defaultText: "none: answers are sentences of the sources",
        "An OpenAI-compatible server whose model writes the answers, such as http://localhost:11434/v1"
    ) { given throws(SettingsError) in
        guard let given else { return nil }
        if let flaw = EndpointURL.flaw(in: given.text) { throw given.error(flaw) }
        return given.text
    }
    private static let model = Setting.text("LLM_MODEL", "The model of LLM_BASE_URL")
    private static let key = Setting.secret("LLM_API_KEY", "The key for LLM_BASE_URL")

    static let settings: [any SettingDeclaration] = [url, model, key]

    /// The model that the settings name; nil where they name none.
    static func model(_ settings: Settings, logger: Logger) -> ChatModel? {
        guard let url = settings[url] else { return nil }
        // The address was checked when it was read.
        return try? ChatModel(baseURL: url, model: settings[model] ?? "default", apiKey: settings[key], logger: logger)
    }
}
