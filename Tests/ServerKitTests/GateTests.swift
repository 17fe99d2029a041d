import Testing

@testable import ServerKit

@Suite("A gate that opens once")
struct GateTests {
    @Test("one that is cancelled while it waits leaves the others waiting, and is told that the gate is shut")
    func cancelled() async {
        let gate = Gate()
        let impatient = Task { await gate.pass() }
        let patient = Task { await gate.pass() }
        impatient.cancel()
        #expect(await impatient.value == false)
        gate.open()
        #expect(await patient.value)
    }

    @Test("who comes when it is open passes, even when cancelled")
    func open() async {
        let gate = Gate()
        gate.open()
        #expect(await gate.pass())
    }
}
