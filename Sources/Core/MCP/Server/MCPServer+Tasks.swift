import HTTP
import JSONFormat

extension MCPServer {
    /// `tasks/get`.
    func taskRead(
        _ request: Request,
        in revision: ProtocolRevision,
        from client: ClientState
    ) throws(RPCError) -> Call {
        let (tasks, id) = try task(of: request)
        return try call(request, .getTask, target: id, in: revision, from: client) { context in
            guard let state = try await tasks.task(id, of: context.caller) else { throw RPCError.noTask }
            return ResultMembers(state.members)
        }
    }

    /// `tasks/update`: answers to what a task asks.
    func taskUpdate(
        _ request: Request,
        in revision: ProtocolRevision,
        from client: ClientState
    ) throws(RPCError) -> Call {
        let (tasks, id) = try task(of: request)
        guard request.params["inputResponses"]?.objectValue != nil else {
            throw .invalidParams("tasks/update needs inputResponses, an object: results by the keys of inputRequests")
        }
        return try call(request, .updateTask, target: id, in: revision, from: client, isReadOnly: false) { context in
            guard try await tasks.answer(id, with: context.responses, from: context.caller) else {
                throw RPCError.noTask
            }
            return .none
        }
    }

    /// `tasks/cancel`.
    func taskCancellation(
        _ request: Request,
        in revision: ProtocolRevision,
        from client: ClientState
    ) throws(RPCError) -> Call {
        let (tasks, id) = try task(of: request)
        return try call(request, .cancelTask, target: id, in: revision, from: client, isReadOnly: false) { context in
            guard try await tasks.cancel(id, for: context.caller) else { throw RPCError.noTask }
            return .none
        }
    }

    /// What a request about a task needs, of which the client's declaration comes first.
    private func task(of request: Request) throws(RPCError) -> (any TaskKeeping, String) {
        guard request.clientCapabilities?.declares(Extension.tasks) == true else {
            throw .missingExtension(Extension.tasks)
        }
        guard let tasks = description.tasks else { throw .unknownMethod(request.method) }
        return (tasks, try request.requiredText("taskId"))
    }
}
