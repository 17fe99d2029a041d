import Glibc
import SystemPackage
import Testing

@testable import Processes

@Suite("Limits of a program")
struct LimitTests {
    @Test("a program that runs too long is ended, and told so first")
    func time() async throws {
        let limits = ProgramLimits(time: .seconds(3), grace: .seconds(60))
        let outcome = try await sh("trap 'echo told; exit 5' TERM; echo on; while :; do sleep 0.01; done", limits)
        #expect(outcome.limit == .time)
        #expect(outcome.ending == .exited(5))
        #expect(outcome.text == "on\ntold\n")
    }

    @Test("a program that will not end is killed")
    func stubborn() async throws {
        let limits = ProgramLimits(time: .seconds(3), grace: .milliseconds(100))
        let outcome = try await sh("trap '' TERM; while :; do sleep 0.01; done", limits)
        #expect(outcome.limit == .time)
        #expect(outcome.ending == .signaled(SIGKILL))
    }

    @Test("a program that writes more than it may is ended, and its output is what it may write")
    func output() async throws {
        let outcome = try await Program(path: "/usr/bin/yes").run(limits: ProgramLimits(outputBytes: 100_001))
        #expect(outcome.limit == .output)
        #expect(outcome.ending == .signaled(SIGTERM))
        #expect(outcome.output.count == 100_001)
    }

    @Test("a program may write exactly as much as it may")
    func exactOutput() async throws {
        let limits = ProgramLimits(outputBytes: 6)
        #expect(try await sh("echo 12345", limits).succeeded)
        let outcome = try await sh("echo 123456", limits)
        #expect(outcome.limit == .output)
        #expect(outcome.text == "123456")
        #expect(try await sh("echo", ProgramLimits(outputBytes: 0)).limit == .output)
        #expect(try await sh("true", ProgramLimits(outputBytes: 0)).succeeded)
    }

    @Test("only the beginning of standard error is kept, and the rest does not stop the program")
    func errors() async throws {
        let outcome = try await sh("yes | head -c 10000000 >&2; echo done", ProgramLimits(errorBytes: 5))
        #expect(outcome.errorOutput == "y\ny\ny")
        #expect(outcome.text == "done\n")
        #expect(outcome.succeeded)
    }

    @Test("a program that uses too much processor time is ended")
    func cpu() async throws {
        let outcome = try await sh("while :; do :; done", ProgramLimits(cpuSeconds: 1))
        #expect(outcome.limit == .cpuTime)
        #expect(outcome.ending == .signaled(SIGXCPU))
    }

    @Test("a program gets no more address space than it may have")
    func memory() async throws {
        let script = "x = bytearray(200 << 20); print('has it')"
        let limits = ProgramLimits(addressSpace: 100 << 20)
        let outcome = try await python(script, limits)
        #expect(outcome.ending == .exited(1))
        #expect(outcome.errorOutput.contains("MemoryError"))
        #expect(outcome.text.isEmpty)
        #expect(try await python(script).text == "has it\n")
    }

    @Test("a program that writes too large a file is ended")
    func fileSize() async throws {
        let script = "f=$(mktemp) && exec 3>$f && rm $f && exec head -c 1000000 /dev/zero >&3"
        let outcome = try await sh(script, ProgramLimits(fileBytes: 999_999))
        #expect(outcome.limit == .fileSize)
        #expect(outcome.ending == .signaled(SIGXFSZ))
        #expect(try await sh(script, ProgramLimits(fileBytes: 1_000_000)).succeeded)
    }

    @Test("a program leaves no core")
    func core() async throws {
        #expect(try await sh("ulimit -Hc").text == "0\n")
    }
}
