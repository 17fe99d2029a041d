import Testing

@testable import Async

@Suite("A latch that opens once")
struct LatchTests {
    @Test("a waiter that is cancelled leaves the others waiting, and learns that the latch is shut")
    func cancelled() async {
        let latch = Latch()
        let impatient = Task { await latch.wait() }
        let patient = Task { await latch.wait() }
        impatient.cancel()
        #expect(await impatient.value == false)
        latch.open()
        #expect(await patient.value)
    }

    @Test("who comes when it is open passes, even when cancelled")
    func open() async {
        let latch = Latch()
        latch.open()
        #expect(await latch.wait())
    }
}
