import Async
import Coordination
import HTTP
import JSONFormat
import MCP
import ServiceLifecycle

/// Stands behind the tasks of a process: says that it is still at its work, takes work that others have left, and gives
/// back its own when it ends.
struct TaskService: Service {
    /// How often a process may stop while it is at a task, before nobody begins that again.
    private static let mostFailures = 3

    private let keeper: TaskKeeper
    private let renewing: BackgroundWorker
    private let takingOver: BackgroundWorker

    /// - Parameters:
    ///   - tools: Makes all tools that may have tasks, whether this process shows them or not.
    ///   - places: How many tasks this process goes on with at once.
    init(
        _ keeper: TaskKeeper,
        runner: ToolRunner,
        places: Int,
        tools: @escaping @Sendable () -> [any ToolHandler]
    ) {
        self.keeper = keeper
        renewing = BackgroundWorker(
            backoff: Backoff(first: .seconds(1), longest: .seconds(2)),
            logger: keeper.logger
        ) {
            while !keeper.work.isEmpty {
                try await keeper.renew()
                try await Task.sleep(for: .seconds(1))
            }
            return .done
        }
        // Made when there is work to go on with, which most processes never see.
        let known = LazyValue {
            Dictionary(tools().map { ($0.description.name, $0) }) { first, _ in first }
        }
        takingOver = BackgroundWorker(
            backoff: Backoff(first: .seconds(5), longest: .seconds(60)),
            logger: keeper.logger
        ) {
            while true {
                let own = keeper.work.compactMap(\.claim?.id)
                guard keeper.work.count(where: \.call.context.isContinued) < places else { return .done }
                guard try await keeper.store.isOpen(besides: own) else { break }
                let tools = try await known.value()
                guard let taken = try await keeper.store.claim(of: Array(tools.keys), besides: own) else { break }
                guard let tool = tools[taken.tool] else { continue }
                try await Self.goOn(with: taken, by: tool, runner, keeper)
            }
            // Nobody says that another process has stopped, so this is looked at again and again.
            return .unfinished
        }
        keeper.whenHeld(renewing.wake, whenFree: takingOver.wake)
    }

    private static func goOn(
        with taken: TaskClaim,
        by tool: any ToolHandler,
        _ runner: ToolRunner,
        _ keeper: TaskKeeper
    ) async throws {
        guard !taken.isUnwanted else { return try await keeper.store.end(taken.claim, .cancelled) }
        guard taken.failures < mostFailures else {
            let text = """
                The server stopped \(mostFailures) times while it did this work, so it is not begun again. It may be done in \
                part: look before you call again.
                """
            return try await keeper.store.end(taken.claim, .failed(.internalError(text)))
        }
        let call = LongCall(
            handler: tool,
            arguments: taken.arguments,
            context: RequestContext(
                continuing: .string("task"),
                caller: taken.caller,
                capabilities: taken.capabilities,
                responses: taken.responses,
                state: taken.state
            ),
            patience: .zero
        ) { context in
            try await runner.perform(tool, arguments: taken.arguments, context: context)
        }
        keeper.goOn(with: LongWork(call, keeper.store, claim: taken.claim))
    }

    func run() async throws {
        async let renewing: Void = renewing.run()
        async let takingOver: Void = takingOver.run()
        _ = try await (renewing, takingOver)
        await keeper.giveBack()
    }
}
