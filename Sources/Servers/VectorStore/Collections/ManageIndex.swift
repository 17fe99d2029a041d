import DocumentTools
import Documents
import JSONFormat
import MCP
import Postgres
import Retrieval
import ServerKit

struct ManageIndex: WritingTool {
    static let definition = ToolDefinition(
        name: "manage_index",
        title: "Manage the vector index",
        description: """
            Builds, rebuilds or drops the index over vectors, or says which there is. The old one serves until the new one \
            is whole.
            """,
        annotations: .overwriting
    ).asTask()

    enum Action: String, CaseIterable, Sendable, ArgumentValue {
        case status
        case build
        case rebuild
        case tune
        case drop
    }

    struct Input: ToolInput {
        @Argument("rebuild keeps method and parameters; tune sets ef_search and probes; drop leaves exact search.")
        var action: Action = .status
        @Argument("hnsw finds most; ivfflat is built faster, on rows that are there.")
        var method: VectorIndexPlan.Method = .hnsw
        @Argument("half takes half the memory, binary a 32nd and ranks candidates again.")
        var precision: VectorPrecision = .full
        @Argument("hnsw: neighbours a node; 16 by default.", .range(2...100)) var m: Int32?
        @Argument("hnsw: candidates while building; 64 by default.", .range(4...1000)) var efConstruction: Int32?
        @Argument("ivfflat: by default 1 for 1,000 rows.", .range(1...32_768)) var lists: Int32?
        @Argument("hnsw: what searches look at; else by their limit.", .range(1...1000)) var efSearch: Int32?
        @Argument("ivfflat: lists that searches look through.", .range(1...32_768)) var probes: Int32?
        @Argument(.collection) var collection: String?

        var plan: VectorIndexPlan {
            VectorIndexPlan(
                method,
                precision: precision,
                parameters: VectorIndexParameters(m: m, efConstruction: efConstruction, lists: lists)
            )
        }
    }

    struct Index: Codable, Sendable {
        var name: String
        var table: String
        var method: String
        var precision: VectorPrecision
        var m: Int32?
        var efConstruction: Int32?
        var lists: Int32?
        var bytes: Int64
        /// False while it is being built, or where that broke off.
        var valid: Bool

        init(_ state: VectorIndexState) {
            name = state.index.name
            table = state.table.description
            method = state.index.method
            precision = state.index.precision
            m = state.parameters.m
            efConstruction = state.parameters.efConstruction
            lists = state.parameters.lists
            bytes = state.bytes
            valid = state.isValid
        }
    }

    struct Output: ToolOutput {
        /// Of the documents, and of the further passages of long ones.
        var indexes: [Index]
        /// What searches were told to use; absent where their limit decides.
        var efSearch: Int32?
        var probes: Int32?
    }

    static let membersWithoutReading: Set = ["indexes"]

    let documents: DocumentAccess
    let resources: ServerResources

    /// No transaction can hold the building of an index that others may write beside.
    func prepare(_ input: Input, context: RequestContext) async throws -> EmbeddedTableStore {
        let store = try await documents.store(input.collection).texts
        let builder = VectorIndexBuilder(
            store,
            connecting: resources.directConfiguration,
            logger: resources.logger
        )
        switch input.action {
        case .status, .tune: break
        case .build:
            try await Self.onceFree(context) { try await builder.build(input.plan, progress: context.indexProgress) }
        case .rebuild:
            guard
                let plan = try await store.vectorIndexes().lazy.filter(\.serves).compactMap(VectorIndexPlan.init).first
            else { throw ToolError("There is no index to rebuild. Use the action build.") }
            try await Self.onceFree(context) { try await builder.build(plan, progress: context.indexProgress) }
        case .drop: try await Self.onceFree(context) { try await builder.drop() }
        }
        return store
    }

    /// Does work on indexes. Where it is gone on with, the process that was at it may take a while to notice that it has
    /// stopped.
    private static func onceFree(_ context: RequestContext, _ work: () async throws -> Void) async throws {
        while true {
            do {
                return try await work()
            } catch let error as RetrievalError where error.kind == .busy && context.isContinued {
                try await Task.sleep(for: .seconds(2))
            }
        }
    }

    func write(
        _ store: EmbeddedTableStore,
        of input: Input,
        on connection: PostgresConnection,
        context: RequestContext
    ) async throws -> Output {
        var (efSearch, probes) = (store.table.efSearch, store.table.probes)
        if input.action == .tune {
            (efSearch, probes) = (input.efSearch, input.probes)
            let collection = try await documents.description(of: input.collection)
            try await documents.collections().tune(collection, efSearch: efSearch, probes: probes, on: connection)
        }
        return Output(
            indexes: try await store.vectorIndexes(on: connection).map(Index.init),
            efSearch: efSearch,
            probes: probes
        )
    }
}

extension VectorIndexPlan.Method: ArgumentValue {}
extension VectorPrecision: ArgumentValue {}

extension RequestContext {
    /// Reports to the client how much of the indexes is built.
    fileprivate var indexProgress: VectorIndexBuilder.Progress {
        { share, message in progress(share, of: 1, message: message) }
    }
}
