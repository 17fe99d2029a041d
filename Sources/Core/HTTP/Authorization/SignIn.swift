import HTTPTypes

/// Signing in to pages with a token, which the browser keeps as a cookie until it is closed.
package struct SignIn: Sendable {
    /// The page that asks for a token and posts it to `/sign-in` as `token`.
    ///
    /// - Parameter reason: What was wrong with the token; nil where none was given.
    package typealias Page = @Sendable (_ reason: String?) -> RouteResponse

    /// The cookie size that every browser supports, name included, in bytes.
    private static let cookieBytes = 4096

    private let authorizer: any Authorizer
    private let cookie: TokenCookie
    private let isSecure: Bool
    private let page: Page

    /// - Parameters:
    ///   - cookie: The cookie of the server's configuration.
    ///   - isSecure: Whether browsers reach the server only over TLS.
    package init(authorizer: any Authorizer, cookie: TokenCookie, isSecure: Bool, page: @escaping Page) {
        self.authorizer = authorizer
        self.cookie = cookie
        self.isSecure = isSecure
        self.page = page
    }

    /// Options for the routes of pages: callers who are not signed in get the page that asks for a token.
    package var pageOptions: RouteOptions {
        var options = RouteOptions()
        options.acceptsCookie = true
        options.refusal = { [page] problem in
            guard problem.status == .unauthorized else { return problem.response }
            var response = page(nil)
            response.status = .unauthorized
            for field in problem.fields { response.fields.append(field) }
            return response
        }
        return options
    }

    /// `POST /sign-in` and `POST /sign-out`; both lead back to `/`.
    package var routes: [Route] {
        [
            Route(.post, "/sign-in", access: .open) { request in
                try checkOwnPage(request)
                guard request.mediaType == "application/x-www-form-urlencoded" else {
                    throw HTTPProblem(.unsupportedMediaType, "Send a form: application/x-www-form-urlencoded")
                }
                return await signIn(try URLEncodedForm(String(decoding: request.body, as: UTF8.self))["token"])
            },
            Route(.post, "/sign-out", access: .open) { request in
                try checkOwnPage(request)
                return home(cookie.clearing(isSecure: isSecure))
            },
        ]
    }

    private func signIn(_ text: String?) async -> RouteResponse {
        // Pasted text often has white space around it.
        let token = text?.split(whereSeparator: \.isWhitespace).joined(separator: " ") ?? ""
        let kept = cookie.setting(token, isSecure: isSecure)
        guard kept.utf8.count <= Self.cookieBytes else {
            return refused("The token is too long for a browser to keep; ask for a shorter one")
        }
        do throws(AuthorizationFailure) {
            _ = try await authorizer.caller(bearer: token.isEmpty ? nil : token)
            return home(kept)
        } catch {
            switch error {
            case .missing: return refused("Enter a token")
            case .invalid(let reason): return refused("The token is not valid: \(reason)")
            case .unavailable:
                return refused("The token cannot be checked now; try again later", .serviceUnavailable)
            }
        }
    }

    private func refused(_ reason: String, _ status: HTTPResponse.Status = .unauthorized) -> RouteResponse {
        var response = page(reason)
        response.status = status
        return response
    }

    private func home(_ cookie: String) -> RouteResponse {
        var response = RouteResponse.seeOther("/")
        response.fields[.setCookie] = cookie
        return response
    }

    /// Refuses to sign anyone in or out from a foreign page.
    private func checkOwnPage(_ request: RouteRequest) throws(HTTPProblem) {
        guard let site = request.fields[.fetchSite], site != "same-origin" else { return }
        throw HTTPProblem(.forbidden, "Only pages of this server may sign in and out")
    }
}
