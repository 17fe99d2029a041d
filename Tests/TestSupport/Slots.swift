/// A bound on how many things happen at once.
package actor Slots {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ count: Int) { free = count }

    /// Performs `body` when there is room for it. What runs inside `body` counts with it and takes no slot again, so
    /// that a test may start a second server beside its first without waiting for itself.
    package nonisolated func take<R>(_ body: () async throws -> R) async rethrows -> R {
        guard !Self.isInside else { return try await body() }
        await enter()
        do {
            let result = try await Self.$isInside.withValue(true) { try await body() }
            await leave()
            return result
        } catch {
            await leave()
            throw error
        }
    }

    @TaskLocal private static var isInside = false

    private func enter() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    private func leave() {
        if waiting.isEmpty {
            free += 1
        } else {
            waiting.removeFirst().resume()
        }
    }
}
