import Glibc
import SystemPackage
import Testing

@testable import Processes

@Suite("What a program leaves behind", .serialized)
struct GroupTests {
    @Test("a grandchild that ignores SIGTERM and holds the output is gone when the time is over")
    func stubbornGrandchild() async throws {
        let limits = ProgramLimits(time: .seconds(3), grace: .milliseconds(100))
        let outcome = try await sh("(trap '' TERM; sh -c 'echo $PPID; exec sleep 1000'; sleep 1000) & wait", limits)
        #expect(outcome.limit == .time)
        try await awaitDeath(of: try #require(pid_t(outcome.text.trimmed)))
    }

    @Test("what a program leaves running is killed when it has ended, and does not keep the caller")
    func orphan() async throws {
        let outcome = try await sh("trap '' TERM HUP; sleep 1000 & echo $!")
        #expect(outcome.succeeded)
        try await awaitDeath(of: try #require(pid_t(outcome.text.trimmed)))
    }

    @Test("an orphan that writes without end does not keep the caller")
    func writingOrphan() async throws {
        let outcome = try await sh("yes >&2 & echo $!; yes >/dev/null &")
        #expect(outcome.succeeded)
        try await awaitDeath(of: try #require(pid_t(outcome.text.trimmed)))
    }

    @Test("cancelling ends a program and all that it started, and throws")
    func cancellation() async throws {
        // The program says that it runs by a file, since its output comes only in the end.
        let path = "/tmp/processes-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        defer { _ = unsafe unlink(path) }
        let task = Task {
            try await sh(
                "trap '' TERM; sleep 1000 & echo $! $$ > \(path).new; mv \(path).new \(path); wait",
                ProgramLimits(time: .seconds(600), grace: .milliseconds(100))
            )
        }
        try await eventually { unsafe access(path, F_OK) == 0 }
        let processes = try await sh("cat \(path)").text.split(whereSeparator: \.isWhitespace).compactMap { pid_t($0) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(processes.count == 2)
        for process in processes { try await awaitDeath(of: process) }
    }

    @Test("a cancelled task starts nothing")
    func cancelledBefore() async throws {
        let task = Task {
            unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
            return try await sh("true")
        }
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test("two hundred at once, some of which fail, leave no descriptor and no child", .timeLimit(.minutes(5)))
    func many() async throws {
        _ = try await sh("true")
        let before = try entries(of: "/proc/self/fd").count
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<200 {
                group.addTask {
                    switch number % 5 {
                    case 0:
                        await #expect(throws: ProgramError.self) { try await Program(path: "/bin/true").run(in: "/no") }
                    case 1:
                        let limits = ProgramLimits(outputBytes: 10)
                        #expect(try await Program(path: "/usr/bin/yes").run(limits: limits).limit == .output)
                    case 2:
                        let limits = ProgramLimits(time: .milliseconds(1))
                        #expect(try await Program(path: "/bin/sleep").run(["1000"], limits: limits).limit == .time)
                    default:
                        let outcome = try await Program(path: "/bin/cat").run(input: Array("\(number)".utf8))
                        #expect(outcome.text == "\(number)")
                    }
                }
            }
            try await group.waitForAll()
        }
        // Tests that run beside this one open some, too; each kind of run above happened forty times.
        try await eventually { try entries(of: "/proc/self/fd").count < before + 40 }
        // Those of other tests are reaped in time.
        let children = try entries(of: "/proc").compactMap { pid_t($0) }.filter { isOwnZombie($0) }
        for child in children { try await eventually { !isOwnZombie(child) } }
    }

    private func entries(of path: String) throws -> [String] {
        guard let folder = unsafe opendir(path) else { throw Errno(rawValue: errno) }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            names.append(
                unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                    unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                }
            )
        }
        return names
    }
}

extension String {
    fileprivate var trimmed: Substring { drop { $0.isWhitespace }.prefix { !$0.isWhitespace } }
}
