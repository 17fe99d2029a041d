/// What signs the questions that travel through clients.
enum RequestStateSettings {
    static let key = Setting.secret(
        "REQUEST_STATE_KEY",
        defaultText: "made in PADDLE_HOME",
        "\(StateKey.bytes) characters or more that sign questions to clients; the same on all hosts of one service"
    )

    static func key(_ sources: SettingSources) throws(SettingsError) -> String? {
        let text = try key.read(sources)
        if let text, text.utf8.count < StateKey.bytes {
            throw SettingsError("REQUEST_STATE_KEY must have \(StateKey.bytes) characters or more, preferably random.")
        }
        return text
    }
}
