import Files
import Glibc
import SystemPackage
import Testing

@testable import ServerKit

@Suite("Telling systemd")
struct SystemdNotifierTests {
    @Test("each message is what sd_notify sends", arguments: [NotificationListener.Place.file, .abstractNamespace])
    func messages(place: NotificationListener.Place) throws {
        let listener = try NotificationListener(place)
        let notifier = SystemdNotifier(environment: listener.environment)
        #expect(notifier.isActive)
        #expect(notifier.ready())
        #expect(listener.message() == "READY=1")
        #expect(notifier.ready(status: "serving"))
        #expect(listener.message() == "READY=1\nSTATUS=serving")
        #expect(notifier.watchdog())
        #expect(listener.message() == "WATCHDOG=1")
        #expect(notifier.stopping(status: "finishing 2 calls"))
        #expect(listener.message() == "STOPPING=1\nSTATUS=finishing 2 calls")
        #expect(listener.message() == nil)
    }

    @Test("a name in the abstract namespace has no byte too many")
    func abstractName() throws {
        let listener = try NotificationListener(.abstractNamespace)
        // The listener has its address from the same code, so the system is asked; it shows every zero byte as @.
        let bytes = try ReadOnlyFile.contents(of: "/proc/net/unix", limit: 1 << 24)
        let sockets = String(decoding: bytes, as: UTF8.self)
        #expect(sockets.split(separator: "\n").contains { $0.hasSuffix(" " + listener.name) })
    }

    @Test("a status cannot bring in fields of its own")
    func status() throws {
        let listener = try NotificationListener()
        SystemdNotifier(environment: listener.environment).ready(status: "one\nMAINPID=1\r\ntwo")
        #expect(listener.message() == "READY=1\nSTATUS=one MAINPID=1 two")
    }

    @Test(
        "where nobody listens, or nobody could, nothing is sent",
        arguments: [
            nil, "", "@", "relative/path", "vsock:2:1234", "/no/such/socket", "/" + String(repeating: "x", count: 200),
        ]
    )
    func nobody(name: String?) {
        let notifier = SystemdNotifier(environment: name.map { ["NOTIFY_SOCKET": $0] } ?? [:])
        #expect(!notifier.ready())
        #expect(!notifier.watchdog())
    }

    @Test("a listener that reads nothing does not stop the server")
    func fullQueue() throws {
        let listener = try NotificationListener()
        let notifier = SystemdNotifier(environment: listener.environment)
        var sent = 0
        // The system keeps a few hundred messages at most.
        while notifier.watchdog(), sent < 1_000_000 { sent += 1 }
        #expect(sent < 1_000_000)
        for _ in 0..<sent { #expect(listener.message() == "WATCHDOG=1") }
        #expect(notifier.watchdog())
    }
}
