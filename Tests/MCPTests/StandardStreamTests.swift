import Glibc
import Logging
import Testing

@testable import MCP

/// Each in a process of its own, whose streams are taken for good.
@Suite("Taking the standard streams")
struct StandardStreamTests {
    private static func taking() -> Result<StdioTransport, StdioError> {
        Result { () throws(StdioError) in
            try StdioTransport.takeStandardStreams(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        }
    }

    /// Whether the streams are refused, with a text that names one and leaves them as they are.
    private static func refuses(_ stream: String) -> Bool {
        let before = [fcntl(0, F_GETFL), fcntl(1, F_GETFL)]
        guard case .failure(let error) = taking() else { return false }
        return error.description.contains("Standard \(stream) is not open")
            && before == [fcntl(0, F_GETFL), fcntl(1, F_GETFL)]
    }

    /// Makes a number lead to a file.
    private static func open(_ path: String, _ mode: Int32, as number: Int32) {
        let file = unsafe Glibc.open(path, mode)
        dup2(file, number)
        close(file)
        if mode & O_CLOEXEC != 0 { _ = fcntl(number, F_SETFD, FD_CLOEXEC) }
    }

    @Test("open streams are taken")
    func open() async {
        await #expect(processExitsWith: .success) {
            Self.open("/dev/null", O_RDONLY, as: 0)
            Self.open("/dev/null", O_WRONLY, as: 1)
            guard case .success = Self.taking() else { exit(EXIT_FAILURE) }
        }
    }

    @Test("input that is a file this process opened itself is refused")
    func ownInput() async {
        await #expect(processExitsWith: .success) {
            Self.open("/dev/null", O_RDWR | O_CLOEXEC, as: 0)
            exit(Self.refuses("input") ? EXIT_SUCCESS : EXIT_FAILURE)
        }
    }

    @Test("input open for writing alone is refused, as is output open for reading alone")
    func wrongMode() async {
        await #expect(processExitsWith: .success) {
            Self.open("/dev/null", O_WRONLY, as: 0)
            guard Self.refuses("input") else { exit(EXIT_FAILURE) }
            Self.open("/dev/null", O_RDONLY, as: 0)
            Self.open("/dev/null", O_RDONLY, as: 1)
            exit(Self.refuses("output") ? EXIT_SUCCESS : EXIT_FAILURE)
        }
    }
}
