/// One request with everything that came back for it.
struct Exchange: Sendable {
    let request: TranscriptEntry
    var notifications: [JSONValue] = []
    var reply: Reply?

    private let progressToken: JSONValue?
    private var lastProgress = -Double.infinity

    init(request: TranscriptEntry, progressToken: JSONValue? = nil) {
        self.request = request
        self.progressToken = progressToken
    }

    /// A request as a client of a revision sends it.
    init(_ method: String, _ params: JSONValue?, id: JSONValue, as revision: Revision) throws {
        let line = try revision.request(method, params, id: id).serialized
        self.init(
            request: TranscriptEntry(from: .client, revision, line, method: method, tool: params?["name"]?.string),
            progressToken: params?["_meta"]?["progressToken"]
        )
    }

    /// Whether progress under this token belongs here.
    func awaitsProgress(_ token: JSONValue?) -> Bool { reply == nil && token != nil && token == progressToken }

    /// What is wrong with a progress notification: it comes only for the token of a running request, and increases.
    mutating func takeProgress(_ params: JSONValue?) -> String? {
        guard awaitsProgress(params?["progressToken"]) else {
            return "progress that this request did not ask for: \(params ?? nil)"
        }
        guard let progress = params?["progress"]?.double, progress > lastProgress else {
            return "progress that does not increase: \(params ?? nil) after \(lastProgress)"
        }
        lastProgress = progress
        return nil
    }
}
