/// What `NOTIFY` sent.
public struct PostgresNotification: Hashable, Sendable {
    /// The channel's name, unquoted and case-sensitive.
    public let channel: String
    /// The text sent along; empty when there was none.
    public let payload: String
    /// The id of the server process that sent it.
    public let backendPID: Int

    /// A notification with a payload on a channel.
    public init(channel: String, payload: String, backendPID: Int) {
        self.channel = channel
        self.payload = payload
        self.backendPID = backendPID
    }
}
