import Async
import AsyncHTTPClient
import NIOCore
import NIOHTTP1

extension JSONEndpoint {
    /// Shared by all endpoints and alive as long as the process. A redirect is refused: it would take tokens and texts
    /// to a server that nobody configured, or let another host say whom to trust.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: HTTPClient.Configuration.Timeout(connect: .seconds(10))
        )
        // A refused connection is reported at once; the caller decides when to try again.
        configuration.connectionPool.retryConnectionEstablishment = false
        // A stream holds its connection for minutes. The default of 8 would let other requests to that host wait.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 64
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    /// A request without what a body needs.
    func request(accepting types: String = "application/json") -> HTTPClientRequest {
        var request = HTTPClientRequest(url: url)
        request.headers.add(name: "Accept", value: types)
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        return request
    }

    func request(posting body: [UInt8], accepting types: String = "application/json") -> HTTPClientRequest {
        var request = request(accepting: types)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.body = .bytes(body)
        return request
    }

    /// One attempt that ends with the last byte.
    func send(_ request: HTTPClientRequest, within time: Duration) async throws -> Answer {
        do {
            // The client's own deadline ends with the head of the answer.
            return try await withTimeLimit(time) {
                let response = try await response(to: request, Redaction(token: token))
                do {
                    let body = try await response.body.collect(upTo: sizeLimit)
                    return Answer(body: Array(body.readableBytesView), headers: response.headers)
                } catch {
                    throw try failure(error)
                }
            }
        } catch is TimeLimitExceeded {
            throw EndpointFailure(address, "did not answer within \(time)", mayPass: true)
        }
    }

    /// The head of an answer with status 200, and its body to be read.
    func response(to request: HTTPClientRequest, _ redaction: Redaction) async throws -> HTTPClientResponse {
        let response: HTTPClientResponse
        do {
            response = try await Self.client.execute(request, deadline: .distantFuture)
        } catch {
            throw try failure(error)
        }
        guard response.status == .ok else {
            let failure = await failure(response, redaction)
            try Task.checkCancellation()
            throw failure
        }
        return response
    }
}
