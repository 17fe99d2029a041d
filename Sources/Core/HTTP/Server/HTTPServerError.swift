/// Why a server cannot listen.
public struct HTTPServerError: Error, Hashable, CustomStringConvertible {
    /// What was wrong and what to do, for people.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
