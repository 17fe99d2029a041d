import HTTP
import HTTPTypes
import MCP
import OrderedCollections

extension HTTPProblem {
    /// Why a call of a tool failed.
    init(_ failure: CallFailure) {
        switch failure.kind {
        case .malformed: self.init(.badRequest, failure.text)
        case .invalid: self.init(.unprocessableContent, failure.text)
        case .forbidden: self.init(.forbidden, failure.text)
        case .notFound: self.init(.notFound, failure.text)
        case .conflict: self.init(.conflict, failure.text)
        case .tooManyCalls(let delay):
            let seconds = max(1, Int((delay / .seconds(1)).rounded(.up)))
            self.init(.tooManyRequests, failure.text, fields: [.retryAfter: "\(seconds)"])
        case .busy: self.init(.serviceUnavailable, failure.text, fields: [.retryAfter: "1"])
        case .timedOut: self.init(.gatewayTimeout, failure.text)
        case .unavailable: self.init(.serviceUnavailable, failure.text, fields: [.retryAfter: "5"])
        case .fault: self.init(.internalServerError, failure.text)
        }
    }

    /// A tool asks the user before it goes on, which REST has no way to do.
    init(_ required: InputRequired) {
        let questions = required.requests.values.compactMap { request in
            if case .elicitation(let message, _) = request { message } else { nil }
        }
        self.init(
            .conflict,
            "Nothing was done. The tool asks first, which REST cannot answer: \(questions.joined(separator: " ")) "
                + "Answer in the arguments of the call, or call the tool through an MCP client."
        )
    }
}
