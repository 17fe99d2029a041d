import NIOCore
import Testing

@testable import HTTP

@Suite("How long a client may leave an answer unread")
struct ReadingTimeTests {
    private let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)

    private func at(_ seconds: Int64) -> NIODeadline { start + .seconds(seconds) }

    @Test("the whole time at first; who reads a little now and then uses up what is left of it")
    func usedUp() {
        var time = ReadingTime(.seconds(120), at: start)
        #expect(time.stall(at: at(1)) == at(121))
        time.resume(at: at(101))
        #expect(time.stall(at: at(101)) == at(121))
        time.resume(at: at(120))
        #expect(time.stall(at: at(120)) == at(121))
    }

    @Test("who keeps up gets it back, but never more than the whole")
    func regained() {
        var time = ReadingTime(.seconds(120), at: start)
        _ = time.stall(at: at(0))
        time.resume(at: at(100))
        #expect(time.stall(at: at(150)) == at(150 + 70))
        time.resume(at: at(150))
        #expect(time.stall(at: at(1000)) == at(1000 + 120))
    }
}
