import Async
import HTTP
import MCP

extension RESTOperation {
    /// The memory that serving a request takes, as for a message of MCP.
    func memory(of request: RouteRequest, _ runner: ToolRunner) throws(HTTPProblem) -> ByteReservation {
        let bytes = MCPServer.memory(of: request.body.span)
        do throws(ByteBudgetExceeded) {
            return try runner.memory.reserve(bytes, for: (request.caller ?? .local).name)
        } catch {
            throw HTTPProblem(error)
        }
    }

    /// The answer, which its caller's budget counts until it is sent. What only reads is refused where it does not
    /// fit; a client must learn of work that was done.
    func counted(
        _ response: RouteResponse,
        to request: RouteRequest,
        _ runner: ToolRunner
    ) throws(HTTPProblem) -> RouteResponse {
        guard case .bytes(let body) = response.body else { return response }
        let memory = runner.memory.reservation(for: (request.caller ?? .local).name)
        do throws(ByteBudgetExceeded) {
            try memory.grow(by: body.count, overdraws: !tool.description.annotations.readOnly)
        } catch {
            throw HTTPProblem(error)
        }
        var response = response
        response.memory = memory
        return response
    }
}
