import Foundation
import Subprocess

extension ServedProcess {
    /// The most memory that the process has had, in bytes.
    package func mostMemory() throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(identifier.value)/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        guard let digits = line?.split(whereSeparator: { !$0.isNumber }).first, let kibibytes = Int(digits) else {
            throw TestSupportError("no VmHWM in \(status)")
        }
        return kibibytes << 10
    }
}
