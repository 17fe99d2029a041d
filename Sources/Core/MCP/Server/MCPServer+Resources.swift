import Async
import HTTP
import JSONFormat
import Text

extension MCPServer {
    /// How many resources one page lists.
    static let pageSize = 100

    func resourceTemplates(for caller: Caller) -> ResultMembers {
        ResultMembers(["resourceTemplates": .array(resources(for: caller).flatMap(\.templates).map(\.json))])
    }

    private func resources(for caller: Caller) -> [any ResourceProvider] {
        caller.scopes.contains(.read) ? description.resources : []
    }

    func resourceList(
        _ request: Request,
        in revision: ProtocolRevision,
        from client: ClientState
    ) throws(RPCError) -> Call {
        let providers = resources(for: client.origin.caller)
        let unknown = RPCError.invalidParams(
            "Unknown cursor: pass the nextCursor of the previous page, or none for the first page"
        )
        let query = ListQuery(list: Method.listResources.rawValue)
        var start = Cursor<ResourcePosition>(startOf: query)
        if let text = try request.cursor() {
            guard let cursor = try? Cursor<ResourcePosition>(text, for: query),
                providers.indices.contains(cursor.position?.provider ?? 0)
            else { throw unknown }
            start = cursor
        }
        let cursor = start
        return try call(request, .listResources, in: revision, from: client) { context in
            do {
                return try await self.resourcePage(from: cursor, of: providers, context)
            } catch is InvalidPosition {
                throw unknown
            }
        }
    }

    private func resourcePage(
        from cursor: Cursor<ResourcePosition>,
        of providers: [any ResourceProvider],
        _ context: RequestContext
    ) async throws -> ResultMembers {
        var listed: [JSON] = []
        var next = providers.isEmpty ? nil : cursor.position ?? ResourcePosition(provider: 0)
        while let current = next, listed.count < Self.pageSize {
            let page = try await providers[current.provider].list(
                after: current.after,
                limit: Self.pageSize - listed.count,
                context: context
            )
            listed += page.resources.map { .object($0.members) }
            if let position = page.next {
                next = ResourcePosition(provider: current.provider, after: position)
            } else {
                let following = current.provider + 1
                next = following < providers.count ? ResourcePosition(provider: following) : nil
            }
        }
        var members: JSONObject = ["resources": .array(listed)]
        members["nextCursor"] = try next.map { .string(try cursor.text(after: $0)) }
        return ResultMembers(members)
    }

    func resourceRead(
        _ request: Request,
        in revision: ProtocolRevision,
        from client: ClientState
    ) throws(RPCError) -> Call {
        let uri = try request.requiredText("uri")
        let providers = resources(for: client.origin.caller)
        return try call(request, .readResource, target: uri, in: revision, from: client) { context in
            for provider in providers {
                guard let contents = try await provider.read(uri, context: context), !contents.isEmpty else { continue }
                return ResultMembers(["contents": .array(contents.map(\.json))])
            }
            throw RPCError.noResource(uri, in: revision)
        }
    }

    /// `resources/subscribe`, of the revisions with a handshake. It is answered even over a transport that cannot push.
    func subscription(
        _ request: Request,
        in revision: ProtocolRevision,
        from client: ClientState
    ) throws(RPCError) -> Call {
        let uri = try request.requiredText("uri")
        if description.changes.resources, !mayBeSubscribed(uri) { throw .noResource(uri, in: revision) }
        let limit = Self.subscribedURIs
        return try call(request, .subscribe, target: uri, in: revision, from: client) { _ in
            guard let subscriber = client.subscriber, self.description.changes.resources else { return .none }
            let name = BytewiseString(uri)
            let known = subscriber.filter.uris
            guard known.count < limit || known.contains(name) else {
                throw RPCError.invalidParams("At most \(limit) resources may be subscribed to; unsubscribe from some")
            }
            try await self.description.watchChanges()
            // A client that subscribes to a resource is notified of list changes too, which no request asks for. Other
            // clients are not: published ones hang or break when they get something they did not ask for.
            try subscriber.memory?.grow(by: Self.subscriptionBytes(of: uri))
            let isNew = subscriber.change { filter in
                filter.resources = true
                return filter.uris.insert(name).inserted
            }
            if !isNew { subscriber.memory?.shrink(by: Self.subscriptionBytes(of: uri)) }
            return .none
        }
    }
}

/// Where a page of `resources/list` begins.
private struct ResourcePosition: Codable {
    /// Which of several providers continues.
    var provider: Int
    /// The position in the provider's own format; nil for its beginning.
    var after: String?
}
