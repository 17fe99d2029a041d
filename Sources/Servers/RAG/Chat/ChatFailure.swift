import Endpoints

/// Why a chat model gave no answer.
///
/// The message is for people: what happened and what to do next. It contains neither the key nor the prompt.
struct ChatFailure: Error, CustomStringConvertible {
    /// The whole message.
    let message: String
    /// The status, where the endpoint refused.
    var status: UInt?
    /// Whether the same question may be answered later.
    var mayPass = false

    var description: String { message }

    init(_ message: String) {
        self.message = message
    }

    /// - Parameter hasKey: Whether a key was sent along.
    init(_ failure: EndpointFailure, model: String, hasKey: Bool) {
        let remedy =
            switch failure.status {
            case 401 where hasKey: "Check LLM_API_KEY: the key is not accepted."
            case 401: "Set LLM_API_KEY: a key is required."
            case 403: "Check LLM_API_KEY: it may not be allowed to use LLM_MODEL \"\(model)\"."
            case 404:
                "Check LLM_MODEL: the model \"\(model)\" may not exist there. Check LLM_BASE_URL: it is what stands "
                    + "before /chat/completions, such as http://localhost:11434/v1."
            case 400?, 422?:
                "Check LLM_MODEL \"\(model)\": the prompt may be too long for it, or it may not be a chat model."
            case 413: "The prompt is too long; ask for less."
            case 429: "It has too much to do, or a quota is used up: ask again later."
            case 200:
                "Check LLM_BASE_URL: it must be the address of an OpenAI-compatible server, which usually ends in /v1. "
                    + "Some servers fail like that when the prompt is too long for LLM_MODEL \"\(model)\"."
            case nil: "Check that LLM_BASE_URL is right, and that the server runs and answers in time."
            case .some(300..<400): "LLM_BASE_URL is what stands before /chat/completions."
            default: "Check that the server of LLM_BASE_URL is well and can load LLM_MODEL \"\(model)\"."
            }
        // What is said of a key may be a part of the key.
        let event = failure.status == 401 ? "\(failure.address) answered 401 Unauthorized" : "\(failure)"
        self.init("\(event). \(remedy)")
        status = failure.status
        mayPass = failure.mayPass
    }

    /// - Parameter flaw: What was wrong with the answer, its words fit to be shown.
    init(_ flaw: ChatTranscript.Flaw, from address: String) {
        switch flaw {
        case .notCompletion:
            self.init(
                "\(address) did not answer with a chat completion in JSON. Check LLM_BASE_URL: it must be the address "
                    + "of an OpenAI-compatible server, which usually ends in /v1."
            )
        case .unfinished:
            self.init("\(address) ended its answer in the middle. Check that its server is well, and ask again.")
            mayPass = true
        case .error(let words):
            self.init("\(address) broke off its answer with an error: \(words). Check LLM_MODEL, or ask again.")
            mayPass = true
        case .tooLong:
            self.init(
                "\(address) answered more than \(ChatTranscript.textLimit) bytes of text. Check LLM_MODEL: the model "
                    + "may repeat itself; a limit of tokens ends that."
            )
        }
    }
}
