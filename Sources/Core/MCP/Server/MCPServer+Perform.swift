import Async
import HTTP
import JSONFormat
import Logging
import OrderedCollections

extension MCPServer {
    /// Makes a call from a request: everything that is the same for each kind of work.
    func call(
        _ request: Request,
        _ method: Method,
        target: String? = nil,
        in revision: ProtocolRevision,
        from client: ClientState,
        isReadOnly: Bool = true,
        isRepeatable: Bool = true,
        work: @escaping @Sendable (RequestContext) async throws -> ResultMembers
    ) throws(RPCError) -> Call {
        let caller = client.origin.caller
        var arguments = request.params
        for name in ["_meta", "inputResponses", "requestState"] { arguments[name] = nil }
        let binding = RequestStateSeal.Binding(target: method.rawValue, arguments: arguments, caller: caller.name)
        return Call(
            id: request.id,
            method: method,
            target: target,
            revision: revision,
            caller: caller,
            trace: request.trace ?? client.origin.trace,
            scope: client.origin.scope,
            client: try clientInput(request, in: revision, binding),
            progressToken: request.progressToken,
            logLevel: description.hasLogging
                ? (revision.era == .stateless ? request.logLevel : client.logLevel) : nil,
            isReadOnly: isReadOnly,
            isRepeatable: isRepeatable,
            memory: request.memory,
            stateBinding: binding,
            work: work
        )
    }

    /// The client's answers to what it was asked before; only revisions without a handshake have them.
    private func clientInput(
        _ request: Request,
        in revision: ProtocolRevision,
        _ binding: RequestStateSeal.Binding
    ) throws(RPCError) -> ClientInput {
        guard revision.era == .stateless else { return ClientInput() }
        var input = ClientInput(capabilities: request.clientCapabilities)
        switch request.params["inputResponses"] ?? .null {
        case .null: break
        case .object(let responses):
            for (name, response) in responses where response.objectValue == nil {
                throw .invalidParams("inputResponses.\(name) must be an object: the result of what was asked for")
            }
            input.responses = responses
        default: throw .invalidParams("inputResponses must be an object: results by the names of the requests")
        }
        switch request.params["requestState"] ?? .null {
        // The questions of a task have no state.
        case _ where request.method == Method.updateTask.rawValue: break
        case .null: break
        case .string(let text):
            guard let state = seal.open(text, for: binding) else {
                throw .invalidParams(
                    "requestState is not what this server gave for this request, or is older than "
                        + "\(RequestStateSeal.lifetime / 60) minutes; call again without inputResponses and requestState"
                )
            }
            input.state = state
        default: throw .invalidParams("requestState must be a string")
        }
        return input
    }

    /// Does the work and gives the whole response. Progress and log messages go to `notify`, and none after this
    /// returns.
    ///
    /// A call whose task was cancelled is answered with an error; if the client asked to cancel it, that answer is
    /// dropped.
    func perform(_ call: Call, notify: @escaping @Sendable ([UInt8]) -> Void) async -> Response {
        let reporter = call.progressToken.map { token in
            ProgressReporter { notify(ResponseEncoder.progress(token, $0, $1, $2)) }
        }
        defer { reporter?.close() }
        var context = RequestContext(
            requestID: call.id,
            caller: call.caller,
            trace: call.trace,
            client: call.client,
            log: call.logLevel.map { RequestLog(minimum: $0, send: notify) },
            reporter: reporter
        )
        context.memory = call.memory
        context.endpointScope = call.scope
        do {
            let members = try await RequestContext.$current.withValue(context) { [context] in
                // Tools have their limits in the runner. Who follows a task asks often, and should.
                guard let limit = description.limit, call.method != .callTool, call.method != .getTask else {
                    return try await call.work(context)
                }
                return try await limit.perform(LimitedCall(caller: call.caller)) { try await call.work(context) }
            }
            let bytes = encoded(members, to: call)
            let memory = try description.memory.reserve(
                answerBytes: bytes.count,
                to: call.caller,
                isReadOnly: call.isReadOnly
            )
            return Response(bytes, memory: [memory])
        } catch let error as ByteBudgetExceeded where call.method == .callTool {
            return Response(encoded(ResultMembers(.failure(error.description), in: call.revision), to: call))
        } catch {
            return response(to: error, in: call)
        }
    }

    private func encoded(_ members: ResultMembers, to call: Call) -> [UInt8] {
        encoder.result(members, of: call.method, to: call.id, in: call.revision, isShared: call.caller == .local)
    }

    private func response(to error: any Error, in call: Call) -> Response {
        switch error {
        case let error as InputRequired:
            do throws(RPCError) {
                return Response(encoded(ResultMembers(try members(of: error, in: call), .inputRequired), to: call))
            } catch {
                return Response(error, to: call.id)
            }
        case let error as RPCError: return Response(error, to: call.id)
        case let error as ToolError: return Response(.invalidParams(error.description), to: call.id)
        case _ where Task.isCancelled: return call.stopped(hadBegun: true)
        default:
            let failure = runner.failure(of: error, in: call.target ?? call.method.rawValue)
            return Response(.internalError(failure.text), to: call.id)
        }
    }

    private func members(of required: InputRequired, in call: Call) throws(RPCError) -> JSONObject {
        let missing = required.requests.values.filter { !$0.isPossible(with: call.client.capabilities) }
        guard call.revision.era == .stateless, missing.isEmpty else {
            let capabilities = missing.isEmpty ? Array(required.requests.values) : missing
            throw .missingCapabilities(Set(capabilities.map(\.capability)).sorted())
        }
        var members: JSONObject = [:]
        if !required.requests.isEmpty {
            members["inputRequests"] = .object(
                JSONObject(uniqueKeysWithValues: required.requests.map { ($0.key, $0.value.json) })
            )
        }
        if let state = required.state { members["requestState"] = .string(seal.seal(state, for: call.stateBinding)) }
        return members
    }
}
