import Async
import Synchronization
import Testing

@Suite("The budget of bytes")
struct ByteBudgetTests {
    private let budget = ByteBudget(processBytes: 100, callerBytes: 60)

    private func scope(_ body: () throws -> Void) -> ByteBudgetExceeded.Scope? {
        do {
            try body()
            return nil
        } catch {
            return (error as? ByteBudgetExceeded)?.scope
        }
    }

    @Test("bytes are taken until they are given back")
    func takenAndGivenBack() throws {
        let reservation = try budget.reserve(40, for: "ann")
        try reservation.grow(by: 20)
        #expect(budget.taken == 60)
        reservation.shrink(by: 50)
        #expect(budget.taken == 10)
        reservation.release()
        reservation.release()
        #expect(budget.taken == 0)
    }

    @Test("what nobody refers to any more gives its bytes back")
    func dropped() throws {
        var reservation: ByteReservation? = try budget.reserve(40, for: "ann")
        #expect(reservation?.bytes == 40)
        reservation = nil
        #expect(budget.taken == 0)
    }

    @Test("a part that is split off is given back on its own")
    func split() throws {
        let whole = try budget.reserve(40, for: "ann")
        let part = whole.split(30)
        #expect(budget.taken == 40)
        whole.release()
        #expect(budget.taken == 30)
        part.release()
        #expect(budget.taken == 0)
    }

    @Test("a caller is refused what would take it over its own limit; another caller is not")
    func callerLimit() throws {
        let held = try budget.reserve(50, for: "ann")
        #expect(scope { _ = try budget.reserve(11, for: "ann") } == .caller)
        #expect(!budget.hasRoom(for: 11, of: "ann"))
        #expect(try budget.reserve(50, for: "bob").bytes == 50)
        held.release()
        #expect(try budget.reserve(60, for: "ann").bytes == 60)
    }

    @Test("all callers together are refused what would take them over the limit of the process")
    func processLimit() throws {
        let held = [try budget.reserve(50, for: "ann"), try budget.reserve(50, for: "bob")]
        #expect(scope { _ = try budget.reserve(1, for: "eve") } == .process)
        held[0].release()
        #expect(try budget.reserve(50, for: "eve").bytes == 50)
    }

    @Test("what could never fit is told apart from what may fit later")
    func neverFits() {
        #expect(scope { _ = try budget.reserve(61, for: "ann") } == .request)
        #expect(ByteBudget(processBytes: 10, callerBytes: 60).callerBytes == 10)
    }

    @Test("a refusal takes nothing")
    func refusalTakesNothing() throws {
        let reservation = try budget.reserve(10, for: "ann")
        #expect(scope { try reservation.grow(by: 51) } == .caller)
        #expect(reservation.bytes == 10)
        #expect(budget.taken == 10)
    }

    @Test("an overdraft is granted, and others are refused until it is paid")
    func overdraft() throws {
        let reservation = budget.reservation(for: "ann")
        try reservation.grow(by: 150, overdraws: true)
        #expect(scope { _ = try budget.reserve(1, for: "bob") } == .process)
        reservation.release()
        #expect(budget.hasRoom(for: 60, of: "bob"))
    }

    @Test("whoever waits for room hears of every release")
    func observers() throws {
        let heard = Atomic(0)
        budget.whenReleased { heard.add(1, ordering: .relaxed) }
        try budget.reserve(10, for: "ann").release()
        #expect(heard.load(ordering: .relaxed) == 1)
    }

    @Test("errors say what is full, how much it is, and what to do", arguments: [(61, "61 MiB"), (7, "7 MiB")])
    func errors(mebibytes: Int, words: String) throws {
        let budget = ByteBudget(processBytes: 100 << 20, callerBytes: 60 << 20)
        let held = try budget.reserve(55 << 20, for: "ann")
        do {
            _ = try budget.reserve(mebibytes << 20, for: "ann")
            Issue.record("it must be refused")
        } catch {
            #expect(error.description.contains(words))
            #expect(error.description.contains("60 MiB"))
        }
        held.release()
    }
}
