import Glibc
import SystemPackage
import Testing

@testable import Processes

@Suite("Running a program")
struct ProgramTests {
    @Test("a program gets its input and arguments, and its output, errors and exit code come back")
    func outcome() async throws {
        let outcome = try await Program(path: "/bin/sh").run(
            ["-c", "cat; echo \"$1\" >&2; exit 7", "sh", "it's \"one\"\n argument"],
            input: Array("a\0b".utf8)
        )
        #expect(outcome.ending == .exited(7))
        #expect(outcome.limit == nil)
        #expect(!outcome.succeeded)
        #expect(outcome.output == Array("a\0b".utf8))
        #expect(outcome.errorOutput == "it's \"one\"\n argument\n")
        #expect(try await sh("true").succeeded)
    }

    @Test("a signal that ends a program is told, and is no limit of ours")
    func signal() async throws {
        let outcome = try await sh("kill -SEGV $$")
        #expect(outcome.ending == .signaled(SIGSEGV))
        #expect(outcome.limit == nil)
    }

    @Test("a program inherits no variable, no ignored signal and no descriptor beyond the first three")
    func inheritance() async throws {
        let file = try unsafe FileDescriptor.open("/dev/null", .readOnly)
        defer { try? file.close() }
        #expect(fcntl(file.rawValue, F_GETFD) == 0)
        let outcome = try await Program(path: "/usr/bin/env").run(environment: ["A": "b c", "LANG": "C"])
        #expect(
            Set(outcome.text.split(separator: "\n")) == [
                "PATH=/usr/local/bin:/usr/bin:/bin", "HOME=/nonexistent", "LANG=C", "A=b c",
            ]
        )
        // The one more is of `ls` itself.
        #expect(try await sh("ls /proc/self/fd").text == "0\n1\n2\n3\n")
        // But for the two that glibc keeps for itself, bits 31 and 32.
        let masks = try await sh("grep -E 'Sig(Ign|Blk)' /proc/self/status | cut -f 2").text.split(separator: "\n")
        #expect(masks.compactMap { UInt64($0, radix: 16) }.map { $0 & ~0x1_8000_0000 } == [0, 0])
        #expect(try await sh("yes | head -n 1").text == "y\n")
    }

    @Test("a program runs in the folder it is given")
    func folder() async throws {
        #expect(try await Program(path: "/bin/pwd").run(in: "/usr/bin").text == "/usr/bin\n")
        #expect(try await Program(path: "/bin/pwd").run().text == "/\n")
    }

    @Test("what could not be started says why")
    func notStarted() async throws {
        let error = await #expect(throws: ProgramError.self) { try await Program(path: "/no/such").run() }
        #expect(error?.description == "There is no program at /no/such that this process may run.")
        await #expect(throws: ProgramError.self) { try await Program(path: "/usr").run() }
        await #expect(throws: ProgramError.self) { try await Program(path: "/bin/true").run(in: "/no/such") }
        await #expect(throws: ProgramError.self) { try await Program(path: "/bin/true").run(["a\0b"]) }
        let script = "/tmp/processes-\(UInt64.random(in: 0...UInt64.max))"
        defer { _ = unsafe unlink(script) }
        _ = try await sh("printf '#!/no/such/interpreter\\n' > \(script) && chmod 755 \(script)")
        let noInterpreter = await #expect(throws: ProgramError.self) {
            try await Program(path: FilePath(script)).run(limits: ProgramLimits(errorBytes: 0))
        }
        #expect(noInterpreter?.description == "\(script) could not be started: \(script): No such file or directory.")
        let tooLong = await #expect(throws: ProgramError.self) {
            try await Program(path: "/bin/true").run([String(repeating: "x", count: 4 << 20)])
        }
        #expect(tooLong?.description.isEmpty == false)
    }

    @Test("a program is found by its name on the PATH, and only what may be run is found")
    func find() throws {
        #expect(Program.find("sh", on: "/nonexistent:/usr/bin:/bin")?.path == "/usr/bin/sh")
        #expect(Program.find("no-such-program") == nil)
        for name in ["", "/bin/sh", "../bin/sh", "a\0"] { #expect(Program.find(name) == nil) }
        #expect(Program.find("sh", on: "usr/bin:.:") == nil)
        #expect(Program.find("passwd", on: "/etc") == nil)
        #expect(Program.find("etc", on: "/") == nil)
    }

    @Test("a child that closes its output early is awaited")
    func closedOutput() async throws {
        let outcome = try await sh("echo first; exec >&- 2>&-; sleep 0.1; exit 3")
        #expect(outcome.ending == .exited(3))
        #expect(outcome.text == "first\n")
    }

    @Test(
        "a child that never reads its input, or closes it, ends as it will",
        arguments: ["exit 4", "exec <&-; exit 4"]
    )
    func unreadInput(script: String) async throws {
        let input = [UInt8](repeating: 7, count: 10_000_000)
        #expect(try await sh(script, input: input).ending == .exited(4))
    }

    @Test("ten million bytes pass through a child")
    func large() async throws {
        let input = (0..<10_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        let outcome = try await Program(path: "/bin/cat").run(input: input)
        #expect(outcome.output == input)
        #expect(outcome.succeeded)
    }
}
