import Glibc
import SystemPackage
import Testing

@testable import Processes

@Suite("What a program cannot reach")
struct ConfinementTests {
    private static let families = """
        import socket
        for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX, socket.AF_NETLINK, socket.AF_PACKET):
            for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW):
                try: socket.socket(family, kind); print("open")
                except PermissionError: print("denied")
                except OSError: print("unsupported")
        """

    @Test("without network, no socket can be made, but a pair of them")
    func sockets() async throws {
        let outcome = try await python(Self.families)
        #expect(outcome.errorOutput == "")
        #expect(outcome.text == String(repeating: "denied\n", count: 15))
        #expect(try await python("import socket; a, b = socket.socketpair(); a.send(b'x'); print(b.recv(1))").succeeded)
        #expect(try await python(Self.families, network: true).text.contains("open"))
    }

    @Test("without network, a grandchild has none either")
    func grandchild() async throws {
        let outcome = try await sh("sh -c \"python3 -c 'import socket; socket.socket()'\"")
        #expect(outcome.ending == .exited(1))
        #expect(outcome.errorOutput.contains("PermissionError"))
    }

    @Test("without network, nothing that leads to it works either: io_uring, ptrace, descriptors of others")
    func detours() async throws {
        // Kernels that lack a call answer ENOSYS (38), which is as good; EPERM is 1.
        let script = """
            import ctypes, platform
            libc = ctypes.CDLL(None, use_errno=True)
            x86 = platform.machine() == "x86_64"
            for number in (425, 438, 101 if x86 else 117, 311 if x86 else 271):
                print(libc.syscall(number, 0, 0, 0, 0, 0, 0), ctypes.get_errno() in (1, 38))
            if x86: print(libc.syscall(0x40000000 + 41, 2, 1, 0), ctypes.get_errno() in (1, 38))
            else: print("-1 True")
            """
        let outcome = try await python(script)
        #expect(outcome.text == String(repeating: "-1 True\n", count: 5))
    }

    @Test("nothing can leave the group that is killed in the end, or gain rights")
    func group() async throws {
        let script = """
            import os
            if os.fork() == 0:
                for leave in (os.setsid, lambda: os.setpgid(0, 0)):
                    try: leave(); print("left")
                    except PermissionError: print("stayed")
            else: os.wait()
            """
        for network in [true, false] {
            #expect(try await python(script, network: network).text == "stayed\nstayed\n")
            #expect(try await sh("grep NoNewPrivs /proc/self/status", network: network).text == "NoNewPrivs:\t1\n")
        }
    }

    @Test("an ordinary user has the same confinement", .enabled(if: geteuid() == 0))
    func ordinaryUser() async throws {
        // The launcher as another account would run it.
        let command = Launcher.arguments(
            Program(path: "/usr/bin/python3"),
            ["-c", Self.families],
            SystemCallFilter(network: false),
            ResourceLimit.all(of: ProgramLimits(addressSpace: 1 << 30))
        )
        let outcome = try await Program(path: "/usr/bin/setpriv").run(
            ["--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all", "--", "/usr/bin/perl"] + command,
            network: true
        )
        #expect(outcome.errorOutput == "")
        #expect(outcome.text == String(repeating: "denied\n", count: 15))
    }
}
