import Subprocess

/// Watches over one child until it has ended: feeds and reads it, and ends its whole group when it must stop.
struct Supervision: Sendable {
    /// Why a child is ended.
    enum Stop: Sendable {
        case time
        case output
        case cancelled

        var limit: ProgramOutcome.Limit? {
            switch self {
            case .time: .time
            case .output: .output
            case .cancelled: nil
            }
        }
    }

    struct Report: Sendable {
        var stop: Stop?
        var output: [UInt8] = []
        var errorOutput: [UInt8] = []
    }

    private enum Event: Sendable {
        case output(LimitedBytes)
        case errorOutput(LimitedBytes)
        case ended
        case due(Stop)
        case graceOver
        /// A task that has nothing to tell.
        case nothing
    }

    let child: Execution<CustomWriteInput, SequenceOutput, SequenceOutput>
    let input: [UInt8]
    let limits: ProgramLimits
    let deadline: ContinuousClock.Instant
    let cancellation: AsyncStream<Never>

    /// Returns when the child has ended and the rest of its group is killed. It is not reaped yet, so that its number,
    /// which is the group's, cannot have gone to another.
    func run() async -> Report {
        await withTaskGroup(of: Event.self) { group in
            group.addTask { await feed() }
            group.addTask { await readOutput() }
            group.addTask { await readErrors() }
            group.addTask { await awaitEnd() }
            group.addTask { await wait(until: deadline, then: .due(.time)) }
            group.addTask {
                for await _ in cancellation {}
                return Task.isCancelled ? .nothing : .due(.cancelled)
            }
            defer { group.cancelAll() }
            var report = Report()
            var (openStreams, isRunning) = (2, true)
            while openStreams > 0 || isRunning, let event = await group.next() {
                var stop: Stop?
                switch event {
                case .output(let output):
                    report.output = output.bytes
                    openStreams -= 1
                    if output.isOver { stop = .output }
                case .errorOutput(let output):
                    report.errorOutput = output.bytes
                    openStreams -= 1
                case .ended:
                    isRunning = false
                    signal(.kill)
                case .graceOver: signal(.kill)
                case .due(let reason): stop = reason
                case .nothing: break
                }
                guard let stop, report.stop == nil else { continue }
                // Too much output counts even when the child has ended meanwhile.
                if isRunning || stop == .output { report.stop = stop }
                guard isRunning else { continue }
                signal(.terminate)
                group.addTask { await wait(until: .now + limits.grace, then: .graceOver) }
            }
            return report
        }
    }

    /// Sends a signal to the whole group; nothing happens where nobody is left.
    private func signal(_ signal: Signal) {
        try? child.send(signal: signal, toProcessGroup: true)
    }

    /// A child that closes its input early, or ends, has had enough.
    private func feed() async -> Event {
        if !input.isEmpty { _ = try? await child.standardInputWriter.write(input) }
        try? await child.standardInputWriter.finish()
        return .nothing
    }

    /// Reads up to one byte beyond the limit.
    private func readOutput() async -> Event {
        var output = LimitedBytes(limit: limits.outputBytes)
        do {
            for try await piece in child.standardOutput {
                output.append(piece.bytes)
                if output.isOver { break }
            }
        } catch {
            // The stream is broken: what came counts.
        }
        return .output(output)
    }

    /// Reads to the end, so that the child need not wait.
    private func readErrors() async -> Event {
        var output = LimitedBytes(limit: max(limits.errorBytes, Launcher.failureBytes))
        do {
            for try await piece in child.standardError { output.append(piece.bytes) }
        } catch {
            // The stream is broken: what came counts.
        }
        return .errorOutput(output)
    }

    /// Waits until the child has ended. swift-subprocess has no such function but this one, which also sends signals on
    /// the way: here the null signal, which does nothing, and the next would follow after thirty years.
    private func awaitEnd() async -> Event {
        let patience = Duration.seconds(1_000_000_000)
        await child.teardown(using: [
            .send(signal: Signal(rawValue: 0), toProcessGroup: false, allowedDurationToNextStep: patience)
        ])
        return .ended
    }

    private func wait(until instant: ContinuousClock.Instant, then event: Event) async -> Event {
        do {
            try await Task.sleep(until: instant, clock: .continuous)
            return event
        } catch {
            return .nothing
        }
    }
}
