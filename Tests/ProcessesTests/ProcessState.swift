import Glibc
import Testing

/// Waits until a condition holds; a guard against hanging, not a measurement.
func eventually(_ condition: () throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while try !condition() {
        try #require(ContinuousClock.now < deadline)
        try await Task.sleep(for: .milliseconds(1))
    }
}

/// Waits until a process has ended. Orphans may stay zombies, where init is lazy.
func awaitDeath(of process: pid_t) async throws {
    try await eventually { processState(process).map { $0.letter == "Z" && $0.parent != getpid() } ?? true }
}

/// Whether a process is a child of this one that has ended and was not reaped.
func isOwnZombie(_ process: pid_t) -> Bool {
    processState(process).map { $0.letter == "Z" && $0.parent == getpid() } ?? false
}

/// The state of a process and its parent; nil when it is gone.
private func processState(_ process: pid_t) -> (letter: Substring, parent: pid_t)? {
    guard let file = unsafe fopen("/proc/\(process)/stat", "r") else { return nil }
    defer { unsafe fclose(file) }
    var line = [CChar](repeating: 0, count: 1024)
    guard unsafe fgets(&line, 1024, file) != nil else { return nil }
    let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
    guard fields.count > 1, let parent = pid_t(fields[1]) else { return nil }
    return (fields[0], parent)
}
