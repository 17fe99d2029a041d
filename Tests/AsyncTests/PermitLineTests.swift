import Testing

@testable import Async

@Suite("The line for permits")
struct PermitLineTests {
    @Test("a permit that is given before its owner has begun to wait is kept for it")
    func early() async throws {
        var line = PermitLine(permits: 1, places: 1)
        #expect(line.arrive().isPermit)
        guard case .place(let number) = line.arrive() else {
            Issue.record("there is a place in the line")
            return
        }
        #expect(!line.arrive().isPermit)
        #expect(line.giveBack() == nil)
        #expect(line.free == 0)
        let outcome = try await waiting(number, in: &line)
        #expect(outcome == .granted)
        #expect(line.giveBack() == nil)
        #expect(line.free == 1)
    }

    @Test("who leaves before it has begun to wait has no place any more, and no permit")
    func left() async throws {
        var line = PermitLine(permits: 1, places: 1)
        #expect(line.arrive().isPermit)
        guard case .place(let number) = line.arrive() else {
            Issue.record("there is a place in the line")
            return
        }
        #expect(line.leave(number) == nil)
        let outcome = try await waiting(number, in: &line)
        #expect(outcome == .left)
        #expect(line.giveBack() == nil)
        #expect(line.free == 1)
    }

    /// What one who begins to wait is told, where it need not wait.
    private func waiting(_ number: Int, in line: inout PermitLine) async throws -> PermitLine.Wait {
        var outcome = PermitLine.Wait.waits
        try await withCheckedThrowingContinuation { continuation in
            outcome = line.wait(number, continuation)
            continuation.resume()
        }
        return outcome
    }
}

extension PermitLine.Arrival {
    fileprivate var isPermit: Bool {
        if case .permit = self { true } else { false }
    }
}
