import Async
import Endpoints

/// What was read from the web.
struct WebContent: Sendable {
    /// What was asked for.
    let address: WebAddress
    /// Where it was found, after redirects.
    let place: WebAddress
    let bytes: [UInt8]
    /// Without parameters, in lower case; nil where the server does not say.
    let mediaType: String?
}

/// Reads pages and files of the web, where that is allowed.
struct WebReader: Sendable {
    private static let mostRedirects = 5
    private static let time: Duration = .seconds(60)
    /// What is read is held in memory, so few are read at once.
    private static let limiter = ConcurrencyLimiter.of(2)

    let roots: WebRoots
    var sizeLimit = FormatLimits().inputBytes

    /// Reads what is at an address. Redirects are followed as far as they lead to what may be read, too.
    ///
    /// - Throws: ``SourceError``, or `CancellationError`.
    func read(_ text: String) async throws -> WebContent {
        let asked = try WebAddress(text)
        try roots.check(asked)
        return try await Self.limiter.withPermit { try await read(asked) }
    }

    private func read(_ asked: WebAddress) async throws -> WebContent {
        let end = ContinuousClock.now + Self.time
        var address = asked
        for _ in 0...Self.mostRedirects {
            try roots.check(address)
            let endpoint = JSONEndpoint(address.text, setting: WebRoots.setting, sizeLimit: sizeLimit)
            do {
                let answer = try await endpoint.get(within: ContinuousClock.now.duration(to: end), accepting: "*/*")
                let type = answer.values(ofHeader: "Content-Type").first?.prefix { $0 != ";" }.lowercased()
                return WebContent(
                    address: asked,
                    place: address,
                    bytes: answer.body,
                    mediaType: type.map { String($0.split(whereSeparator: \.isWhitespace).first ?? "") }
                )
            } catch let failure as EndpointFailure {
                guard let place = failure.redirectsTo else { throw SourceError(asked.shown, .web("\(failure)")) }
                address = try WebAddress(place, relativeTo: address)
            }
        }
        throw SourceError(asked.shown, .web("it redirects more than \(Self.mostRedirects) times"))
    }
}
