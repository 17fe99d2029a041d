/// What `NOTIFY` sent.
public struct PostgresNotification: Hashable, Sendable {
    /// The channel's name, as it was quoted.
    public let channel: String
    /// The text sent along; empty when there was none.
    public let payload: String
    /// The server process that sent it.
    public let backendPID: Int

    /// A notification as it would come.
    public init(channel: String, payload: String, backendPID: Int) {
        self.channel = channel
        self.payload = payload
        self.backendPID = backendPID
    }
}
