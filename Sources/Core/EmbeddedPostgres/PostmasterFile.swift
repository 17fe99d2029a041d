import Glibc
import SystemPackage

/// The contents of `postmaster.pid`, which describes a server.
struct PostmasterFile: Sendable, Equatable {
    enum State: String, Sendable { case starting, stopping, ready, standby }

    let processID: pid_t
    let state: State?

    /// The lines of the file: process id, data folder, start time, port, socket folder, address, shared memory key
    /// and state (`utils/pidfile.h` in PostgreSQL). A file cut short by a power cut yields nothing.
    init?(_ text: some StringProtocol) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        // Single-user PostgreSQL writes its process id with a minus sign.
        guard let first = lines.first, let number = pid_t(first), let processID = pid_t(exactly: number.magnitude),
            processID > 0
        else { return nil }
        self.processID = processID
        state = lines.count > 7 ? State(rawValue: String(lines[7].prefix { !$0.isWhitespace })) : nil
    }

    init?(reading path: FilePath) throws(Errno) {
        do {
            self.init(String(decoding: try ClusterFiles.read(path), as: UTF8.self))
        } catch .noSuchFileOrDirectory {
            return nil
        }
    }

    /// Whether the process is the server of this data folder, which is the working folder of all its processes.
    ///
    /// An id reused by another program, a dead process and a zombie all fail this.
    func isRunning(in data: FilePath) -> Bool {
        guard let here = try? Stat(data), let there = try? Stat(FilePath("/proc/\(processID)/cwd")) else {
            return false
        }
        return here.inode == there.inode && here.deviceID == there.deviceID
    }
}
