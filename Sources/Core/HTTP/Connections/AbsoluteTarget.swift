import NIOCore
import NIOHTTP1

/// Serves requests of HTTP/1.1 whose target is a whole URL: its authority is the request's host, whatever `Host` says
/// (RFC 9112 section 3.2.2).
final class AbsoluteTarget: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // Without Host, or with several, a request is refused in any case.
        guard case .head(var head) = unwrapInboundIn(data), !head.uri.hasPrefix("/"), head.uri != "*",
            head.headers["Host"].count == 1
        else { return context.fireChannelRead(data) }
        head.headers.remove(name: "Host")
        // A target of another form is for proxies; such a request has no host here, and is refused.
        if let (authority, path) = Self.parts(of: head.uri) {
            head.headers.add(name: "Host", value: authority)
            head.uri = path
        }
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    /// The authority of a URL, and its path with the query.
    static func parts(of url: String) -> (authority: String, path: String)? {
        guard let separator = url.firstRange(of: "://"),
            ["http", "https"].contains(url[..<separator.lowerBound].lowercased())
        else { return nil }
        let rest = url[separator.upperBound...]
        let authority = rest.prefix { !"/?#\\".contains($0) }
        guard !authority.isEmpty else { return nil }
        let path = rest[authority.endIndex...]
        return (String(authority), path.hasPrefix("/") ? String(path) : "/\(path)")
    }
}
