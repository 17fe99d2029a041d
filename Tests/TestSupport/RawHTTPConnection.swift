import Async
import Glibc
package import JSONFormat
import Synchronization

/// The client's end of one TCP connection: sends what a test wants to send, well-formed or not, and reads HTTP/1.1.
package final class RawHTTPConnection: Sendable {
    package struct Answer: Sendable {
        package var status: Int
        package var fields: [(name: String, value: String)]
        package var body: [UInt8] = []

        /// The first value of a field, whose name is given in lower case.
        package subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

        /// The body as JSON; nil for anything else.
        package var json: JSON? { try? JSON(parsing: body) }
        package var text: String { String(decoding: body, as: UTF8.self) }
    }

    private struct State {
        var descriptor: Int32
        var received: [UInt8] = []
    }

    private let state: Mutex<State>

    /// - Parameter host: An IPv4 address.
    package init(host: String = "127.0.0.1", port: Int) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        unsafe inet_pton(AF_INET, host, &address.sin_addr)
        let connected = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else {
            Glibc.close(descriptor)
            throw TestSupportError("cannot connect: \(errno)")
        }
        // A test that waits for what never comes must end.
        var limit = timeval(tv_sec: 120, tv_usec: 0)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        state = Mutex(State(descriptor: descriptor))
    }

    deinit { close() }

    /// Hangs up.
    package func close() {
        state.withLock { state in
            if state.descriptor >= 0 { Glibc.close(state.descriptor) }
            state.descriptor = -1
        }
    }

    /// Hangs up without a farewell, as a machine that was switched off.
    package func reset() {
        state.withLock { state in
            var linger = linger(l_onoff: 1, l_linger: 0)
            unsafe setsockopt(
                state.descriptor,
                SOL_SOCKET,
                SO_LINGER,
                &linger,
                socklen_t(MemoryLayout<Glibc.linger>.size)
            )
        }
        close()
    }

    /// Says that nothing more will be sent.
    package func endSending() {
        state.withLock { _ = shutdown($0.descriptor, Int32(SHUT_WR)) }
    }

    // MARK: Sending

    package func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    /// - Returns: whether the server took all of it.
    @discardableResult
    package func send(_ bytes: [UInt8]) async throws -> Bool {
        try await blocking { state in
            var offset = 0
            while offset < bytes.count {
                let count = unsafe bytes.withUnsafeBytes {
                    unsafe Glibc.send(
                        state.descriptor,
                        $0.baseAddress! + offset,
                        bytes.count - offset,
                        Int32(MSG_NOSIGNAL)
                    )
                }
                guard count > 0 else { return false }
                offset += count
            }
            return true
        }
    }

    // MARK: Reading

    /// The next answer, whole.
    package func answer(toHead: Bool = false) async throws -> Answer {
        try await blocking { state in
            var answer = try Self.head(&state)
            if toHead || answer.status == 204 || answer.status < 200 { return answer }
            if answer["transfer-encoding"] == "chunked" {
                while let chunk = try Self.chunk(&state) { answer.body += chunk }
            } else {
                let length = answer["content-length"].flatMap { Int($0) } ?? 0
                answer.body = try Self.take(length, &state)
            }
            return answer
        }
    }

    /// The head of the next answer, whose body is read otherwise.
    package func head() async throws -> Answer {
        try await blocking { state in try Self.head(&state) }
    }

    /// The next event or comment of a stream, as it stands; nil at its end.
    package func event() async throws -> String? {
        try await blocking { state in
            // The server writes every event as one chunk.
            try Self.chunk(&state).map { String(decoding: $0, as: UTF8.self) }
        }
    }

    /// The message of the next event, comments skipped; nil at the end.
    package func message() async throws -> JSON? {
        while let event = try await event() {
            if event == ":\n\n" { continue }
            guard event.hasPrefix("event: message\ndata: "), event.hasSuffix("\n\n") else {
                throw TestSupportError("not an event: \(event)")
            }
            return try JSON(parsing: String(event.dropFirst(21).dropLast(2)))
        }
        return nil
    }

    /// Waits until the server hangs up; what comes before is given back.
    package func untilClosed() async throws -> [UInt8] {
        try await blocking { state in
            while try Self.receive(&state) {}
            defer { state.received = [] }
            return state.received
        }
    }

    // MARK: Blocking work

    private func blocking<R: Sendable>(_ work: @escaping @Sendable (inout State) throws -> R) async throws -> R {
        let result = ResultBox<R>()
        try await DedicatedThread.run(named: "test") {
            let made = self.state.withLock { state in Result { try work(&state) } }
            result.value.withLock { $0 = made }
        }
        return try result.value.withLock { $0! }.get()
    }

    private final class ResultBox<R: Sendable>: Sendable {
        let value = Mutex<Result<R, any Error>?>(nil)
    }

    private static func head(_ state: inout State) throws -> Answer {
        let lines = try line(endingIn: "\r\n\r\n", &state).split(separator: "\r\n").map(String.init)
        guard let first = lines.first, first.hasPrefix("HTTP/1.1 "), let status = Int(first.dropFirst(9).prefix(3))
        else {
            throw TestSupportError("not HTTP: \(lines)")
        }
        let fields = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            return (name: parts[0].lowercased(), value: parts.count > 1 ? parts[1].trimmingPrefix(" ").description : "")
        }
        return Answer(status: status, fields: fields)
    }

    /// The next chunk of a body; nil for the last.
    private static func chunk(_ state: inout State) throws -> [UInt8]? {
        guard let length = Int(try line(endingIn: "\r\n", &state), radix: 16) else {
            throw TestSupportError("not a chunk")
        }
        let bytes = try take(length, &state)
        _ = try take(2, &state)
        return length == 0 ? nil : bytes
    }

    private static func line(endingIn end: String, _ state: inout State) throws -> String {
        let end = Array(end.utf8)
        var from = 0
        while true {
            if state.received.count >= end.count {
                for index in from...(state.received.count - end.count)
                where state.received[index] == end[0] && state.received[index..<index + end.count].elementsEqual(end) {
                    let text = String(decoding: state.received[..<index], as: UTF8.self)
                    state.received.removeFirst(index + end.count)
                    return text
                }
                from = state.received.count - end.count + 1
            }
            guard try receive(&state) else {
                throw TestSupportError("the server hung up after \(String(decoding: state.received, as: UTF8.self))")
            }
        }
    }

    private static func take(_ count: Int, _ state: inout State) throws -> [UInt8] {
        while state.received.count < count {
            guard try receive(&state) else { throw TestSupportError("the server hung up within a body") }
        }
        let bytes = Array(state.received[..<count])
        state.received.removeFirst(count)
        return bytes
    }

    /// Reads what there is; false when the server has hung up.
    private static func receive(_ state: inout State) throws -> Bool {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = unsafe buffer.withUnsafeMutableBytes { unsafe recv(state.descriptor, $0.baseAddress, $0.count, 0) }
        if count > 0 { state.received += buffer[..<count] }
        if count < 0, errno == EAGAIN || errno == EWOULDBLOCK { throw TestSupportError("the server says nothing") }
        return count > 0
    }
}
