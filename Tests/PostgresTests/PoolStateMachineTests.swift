import TestSupport
import Testing

@testable import Postgres

@Suite("The pool's decisions")
struct PoolStateMachineTests {
    typealias Machine = PoolStateMachine
    struct Refused: Error {}

    let start = ContinuousClock.now

    private func machine(_ change: (inout Machine.Limits) -> Void = { _ in }) -> Machine {
        var limits = Machine.Limits(maximum: 2)
        change(&limits)
        return Machine(limits)
    }

    /// A machine with connections 1...count, all lent.
    private func lent(_ count: Int, _ change: (inout Machine.Limits) -> Void = { _ in }) -> Machine {
        var machine = machine {
            $0.maximum = count
            change(&$0)
        }
        for place in 1...count {
            #expect(machine.request(-place, at: start) == .granted(.open(place, notBefore: nil)))
            #expect(machine.opened(place, at: start) == Machine.Effects())
        }
        return machine
    }

    private func award(_ waiter: Int, _ grant: Machine.Grant) -> Machine.Effects.Award {
        .init(waiter: waiter, grant: grant)
    }

    @Test("nothing is open before the first request, and then one connection a request up to the maximum")
    func lazy() {
        var machine = machine()
        #expect(machine.counts == Machine.Counts())
        #expect(machine.request(1, at: start) == .granted(.open(1, notBefore: nil)))
        #expect(machine.request(2, at: start) == .granted(.open(2, notBefore: nil)))
        #expect(machine.request(3, at: start) == .queued)
        #expect(machine.counts == Machine.Counts(opening: 2, waiting: 1))
    }

    @Test("a connection given back is lent again, the last used first")
    func reuse() {
        var machine = lent(2)
        #expect(machine.released(1, reusable: true, at: start) == Machine.Effects())
        #expect(machine.released(2, reusable: true, at: start) == Machine.Effects())
        #expect(machine.request(5, at: start) == .granted(.use(2, verify: false)))
        #expect(machine.request(6, at: start) == .granted(.use(1, verify: false)))
        #expect(machine.counts == Machine.Counts(leased: 2))
    }

    @Test("those who wait are served in the order they came")
    func fairness() {
        var machine = lent(1)
        for waiter in 1...3 { #expect(machine.request(waiter, at: start) == .queued) }
        for waiter in 1...3 {
            let effects = machine.released(1, reusable: true, at: start)
            #expect(effects.awards == [award(waiter, .use(1, verify: false))])
        }
        #expect(machine.counts == Machine.Counts(leased: 1))
    }

    @Test("one who comes while others wait does not overtake them")
    func noOvertaking() {
        var machine = lent(1)
        #expect(machine.request(1, at: start) == .queued)
        #expect(machine.request(2, at: start) == .queued)
        #expect(machine.released(1, reusable: false, at: start).awards == [award(1, .open(2, notBefore: nil))])
        #expect(machine.request(3, at: start) == .queued)
        #expect(machine.opened(2, at: start) == Machine.Effects())
        #expect(machine.released(2, reusable: true, at: start).awards == [award(2, .use(2, verify: false))])
    }

    @Test("a waiter that goes away is passed over, and can go away only once")
    func withdrawal() {
        var machine = lent(1)
        for waiter in 1...3 { _ = machine.request(waiter, at: start) }
        #expect(machine.withdrawn(1) == true)
        #expect(machine.withdrawn(1) == false)
        #expect(machine.released(1, reusable: true, at: start).awards == [award(2, .use(1, verify: false))])
        #expect(machine.withdrawn(2) == false, "its grant is on the way")
        #expect(machine.withdrawn(3) == true)
        #expect(machine.released(1, reusable: true, at: start).awards.isEmpty)
        #expect(machine.counts == Machine.Counts(idle: 1))
    }

    @Test("no more than the allowed number may wait")
    func fullLine() {
        var machine = lent(1) { $0.maximumWaiters = 2 }
        #expect(machine.request(1, at: start) == .queued)
        #expect(machine.request(2, at: start) == .queued)
        #expect(machine.request(3, at: start) == .full)
        #expect(machine.withdrawn(1) == true)
        #expect(machine.request(4, at: start) == .queued)
    }

    @Test("a connection that broke is closed, and its place given to the next who waits")
    func broken() {
        var machine = lent(1)
        _ = machine.request(1, at: start)
        #expect(
            machine.released(1, reusable: false, at: start)
                == Machine.Effects(awards: [award(1, .open(2, notBefore: nil))], close: [1])
        )
        #expect(machine.counts == Machine.Counts(opening: 1))
    }

    @Test("a connection idle for long is verified before it is lent")
    func verification() {
        var machine = lent(1) { $0.verifyAfter = .seconds(10) }
        _ = machine.released(1, reusable: true, at: start)
        #expect(machine.request(1, at: start + .seconds(9)) == .granted(.use(1, verify: false)))
        _ = machine.released(1, reusable: true, at: start + .seconds(9))
        #expect(machine.request(2, at: start + .seconds(19)) == .granted(.use(1, verify: true)))
    }

    @Test("a connection given back unused keeps the age it had")
    func unusedKeepsAge() {
        var machine = lent(1) { $0.verifyAfter = .seconds(10) }
        _ = machine.released(1, reusable: true, at: start)
        #expect(machine.request(1, at: start + .seconds(10)) == .granted(.use(1, verify: true)))
        _ = machine.released(1, reusable: true, used: false, at: start + .seconds(10))
        #expect(machine.request(2, at: start + .seconds(10)) == .granted(.use(1, verify: true)))
    }

    @Test("when one connection was lost, those that were idle at the time are verified before they are lent")
    func suspicion() {
        var machine = lent(3)
        _ = machine.released(1, reusable: true, at: start)
        _ = machine.released(2, reusable: false, at: start + .seconds(1))
        #expect(machine.request(1, at: start + .seconds(1)) == .granted(.use(1, verify: true)))
        _ = machine.released(1, reusable: true, at: start + .seconds(2))
        #expect(machine.request(1, at: start + .seconds(2)) == .granted(.use(1, verify: false)))
    }

    @Test("the holder of a connection found dead gets another idle one, or opens one in its place")
    func unfit() {
        var machine = lent(2)
        _ = machine.released(1, reusable: true, at: start)
        _ = machine.released(2, reusable: true, at: start)
        #expect(machine.request(1, at: start + .seconds(60)) == .granted(.use(2, verify: true)))
        #expect(machine.unfit(2, at: start + .seconds(60)) == .use(1, verify: true))
        #expect(machine.unfit(1, at: start + .seconds(60)) == .open(3, notBefore: nil))
        #expect(machine.counts == Machine.Counts(opening: 1))
    }

    @Test("the holder of a silent connection opens a new one: the other idle ones may be silent too")
    func silent() {
        var machine = lent(2)
        _ = machine.released(1, reusable: true, at: start)
        _ = machine.released(2, reusable: true, at: start)
        #expect(machine.request(1, at: start + .seconds(60)) == .granted(.use(2, verify: true)))
        #expect(machine.unfit(2, isSilent: true, at: start + .seconds(60)) == .open(3, notBefore: nil))
        #expect(machine.request(2, at: start + .seconds(60)) == .granted(.use(1, verify: true)))
        #expect(machine.counts == Machine.Counts(leased: 1, opening: 1))
    }

    // MARK: A server that is away

    @Test("while the server is away one caller alone tries, at growing intervals, keeping its turn")
    func backoff() {
        var machine = machine { $0.maximum = 3 }
        for waiter in 1...3 { _ = machine.request(waiter, at: start) }
        #expect(machine.request(4, at: start) == .queued)

        var (answer, effects) = machine.openFailed(
            1,
            waiter: 1,
            reason: Refused(),
            permanent: false,
            jitter: 1,
            at: start
        )
        #expect(answer == .queued, "two others are still trying")
        (answer, effects) = machine.openFailed(2, waiter: 2, reason: Refused(), permanent: false, jitter: 1, at: start)
        #expect(answer == .queued)
        (answer, effects) = machine.openFailed(3, waiter: 3, reason: Refused(), permanent: false, jitter: 1, at: start)
        #expect(answer == .granted(.open(4, notBefore: start + .milliseconds(400))), "100, 200, then 400 ms")
        #expect(effects == Machine.Effects())
        #expect(machine.counts == Machine.Counts(opening: 1, waiting: 3))
        #expect(machine.request(5, at: start) == .queued)

        effects = machine.opened(4, at: start + .milliseconds(500))
        #expect(effects.awards == [award(2, .open(5, notBefore: nil)), award(1, .open(6, notBefore: nil))])
        #expect(machine.counts == Machine.Counts(leased: 1, opening: 2, waiting: 2))
    }

    @Test("the interval is bounded, and forgotten after a success")
    func backoffBound() {
        var machine = machine { $0.maximum = 1 }
        var grant = machine.request(1, at: start)
        var place = 1
        for _ in 0..<40 {
            grant = machine.openFailed(place, waiter: 1, reason: Refused(), permanent: false, jitter: 1, at: start).0
            place += 1
        }
        #expect(grant == .granted(.open(place, notBefore: start + .seconds(5))))
        _ = machine.opened(place, at: start + .seconds(5))
        #expect(machine.failure == nil)
        _ = machine.released(place, reusable: false, at: start + .seconds(5))
        #expect(machine.request(2, at: start + .seconds(5)) == .granted(.open(place + 1, notBefore: nil)))
    }

    @Test("when the one who tries goes away, the next in line tries")
    func handover() {
        var machine = machine { $0.maximum = 1 }
        _ = machine.request(1, at: start)
        _ = machine.request(2, at: start)
        _ = machine.openFailed(1, waiter: 1, reason: Refused(), permanent: false, jitter: 1, at: start)
        let effects = machine.abandoned(2, at: start + .milliseconds(50))
        #expect(effects.awards == [award(2, .open(3, notBefore: start + .milliseconds(100)))])
    }

    @Test("a failure that waiting cannot fix goes to all waiting callers, and to those that come soon after")
    func permanentFailure() {
        var machine = machine { $0.maximum = 1 }
        _ = machine.request(1, at: start)
        _ = machine.request(2, at: start)
        let (answer, effects) = machine.openFailed(
            1,
            waiter: 1,
            reason: Refused(),
            permanent: true,
            jitter: 1,
            at: start
        )
        #expect(answer == .granted(.unreachable))
        #expect(effects.awards == [award(2, .unreachable)])
        #expect(machine.request(3, at: start + .milliseconds(99)) == .granted(.unreachable))
        #expect(machine.request(4, at: start + .milliseconds(100)) == .granted(.open(2, notBefore: nil)))
    }

    @Test("a place opened ahead of need that is refused goes to waiting callers, and queues nobody")
    func refusedAhead() {
        var machine = machine {
            $0.minimum = 2
            $0.maximum = 2
        }
        #expect(machine.upkeep(at: start).open == [.open(1, notBefore: nil), .open(2, notBefore: nil)])
        #expect(machine.request(1, at: start) == .queued)
        #expect(machine.abandoned(1, reason: Refused(), at: start) == Machine.Effects())
        #expect(machine.counts == Machine.Counts(opening: 1, waiting: 1), "another one is still trying")
        let effects = machine.abandoned(2, reason: Refused(), at: start)
        #expect(effects.awards == [award(1, .open(3, notBefore: start + .milliseconds(200)))])
        #expect(machine.counts == Machine.Counts(opening: 1))
    }

    @Test("a failure that waiting cannot fix, met while opening ahead of need, goes to all waiting callers")
    func permanentFailureAhead() {
        var machine = machine {
            $0.minimum = 1
            $0.maximum = 1
        }
        #expect(machine.upkeep(at: start).open == [.open(1, notBefore: nil)])
        _ = machine.request(1, at: start)
        let effects = machine.abandoned(1, reason: Refused(), permanent: true, at: start)
        #expect(effects.awards == [award(1, .unreachable)])
        #expect(machine.request(2, at: start) == .granted(.unreachable))
        #expect(machine.counts == Machine.Counts())
    }

    // MARK: Age

    @Test("idle connections above the minimum are closed after a time, those of the minimum kept")
    func idleTimeout() {
        var machine = lent(3) {
            $0.minimum = 1
            $0.idleTimeout = .seconds(60)
        }
        for place in 1...3 { _ = machine.released(place, reusable: true, at: start) }
        #expect(machine.upkeep(at: start + .seconds(59)).close.isEmpty)
        #expect(machine.upkeep(at: start + .seconds(60)).close == [1, 2])
        #expect(machine.upkeep(at: start + .seconds(600)).close.isEmpty)
        #expect(machine.counts == Machine.Counts(idle: 1))
    }

    @Test("a connection past its lifetime is closed: idle at the next upkeep, lent when it comes back")
    func lifetime() {
        var machine = lent(2) {
            $0.minimum = 2
            $0.lifetime = .seconds(100)
        }
        _ = machine.released(1, reusable: true, at: start + .seconds(99))
        let (close, open) = machine.upkeep(at: start + .seconds(100))
        #expect(close == [1])
        #expect(open == [.open(3, notBefore: nil)], "the minimum is filled up again")
        #expect(machine.released(2, reusable: true, at: start + .seconds(100)).close == [2])
    }

    @Test("upkeep opens the minimum ahead, and one alone while the server is away")
    func minimum() {
        var machine = machine {
            $0.minimum = 3
            $0.maximum = 5
        }
        #expect(machine.upkeep(at: start).open == (1...3).map { .open($0, notBefore: nil) })
        for place in 1...3 { _ = machine.abandoned(place, reason: Refused(), at: start) }
        #expect(machine.upkeep(at: start).open == [.open(4, notBefore: start + .milliseconds(400))])
        #expect(machine.upkeep(at: start).open.isEmpty)
    }

    // MARK: Closing

    @Test("a closed pool refuses all, closes what is idle at once and what is lent when it comes back")
    func closing() {
        var machine = lent(2)
        _ = machine.released(1, reusable: true, at: start)
        _ = machine.request(1, at: start)
        _ = machine.released(1, reusable: true, at: start)
        _ = machine.request(2, at: start)
        _ = machine.request(3, at: start)
        let effects = machine.close()
        #expect(effects.awards == [award(3, .closed)])
        #expect(effects.close.isEmpty)
        #expect(machine.request(4, at: start) == .granted(.closed))
        #expect(!machine.isDrained)
        #expect(machine.released(1, reusable: true, at: start).close == [1])
        #expect(machine.released(2, reusable: true, at: start).close == [2])
        #expect(machine.isDrained)
    }

    @Test("closing waits for connections being opened")
    func closingWhileOpening() {
        var machine = machine()
        _ = machine.request(1, at: start)
        _ = machine.request(2, at: start)
        _ = machine.close()
        #expect(!machine.isDrained)
        _ = machine.abandoned(1, at: start)
        _ = machine.opened(2, at: start)
        #expect(machine.released(2, reusable: true, at: start).close == [2])
        #expect(machine.isDrained)
    }

    @Test("whatever happens in whatever order, the maximum is kept and nobody is forgotten", arguments: 0..<40)
    func random(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var machine = machine {
            $0.maximum = 4
            $0.minimum = 1
            $0.verifyAfter = .seconds(3)
            $0.idleTimeout = .seconds(20)
            $0.lifetime = .seconds(50)
        }
        var lent: [Int] = []
        var opening: [(place: Int, waiter: Int)] = []
        var waiting: Set<Int> = []
        var now = start
        var waiter = 0

        func take(_ grant: Machine.Grant, by waiter: Int) {
            waiting.remove(waiter)
            switch grant {
            case .use(let place, _): lent.append(place)
            case .open(let place, _): opening.append((place, waiter))
            case .unreachable: break
            case .closed: Issue.record("not closed")
            }
        }
        func take(_ effects: Machine.Effects) {
            for award in effects.awards {
                #expect(waiting.contains(award.waiter))
                take(award.grant, by: award.waiter)
            }
        }
        func remove(_ list: inout [Int]) -> Int { list.remove(at: Int.random(in: list.indices, using: &random)) }

        for _ in 0..<2_000 {
            now += .milliseconds(Int.random(in: 0...400, using: &random))
            switch Int.random(in: 0..<10, using: &random) {
            case 0...3:
                waiter += 1
                switch machine.request(waiter, at: now) {
                case .granted(let grant): take(grant, by: waiter)
                case .queued: waiting.insert(waiter)
                case .full: Issue.record("not full")
                }
            case 4...5 where !lent.isEmpty:
                take(machine.released(remove(&lent), reusable: .random(using: &random), at: now))
            case 6 where !lent.isEmpty:
                waiter += 1
                take(machine.unfit(remove(&lent), isSilent: .random(using: &random), at: now), by: waiter)
            case 7 where !opening.isEmpty:
                let one = opening.removeFirst()
                if Bool.random(using: &random) {
                    lent.append(one.place)
                    take(machine.opened(one.place, at: now))
                } else {
                    let (answer, effects) = machine.openFailed(
                        one.place,
                        waiter: one.waiter,
                        reason: Refused(),
                        permanent: false,
                        jitter: 1,
                        at: now
                    )
                    if case .granted(let grant) = answer {
                        take(grant, by: one.waiter)
                    } else {
                        waiting.insert(one.waiter)
                    }
                    take(effects)
                }
            case 8 where !opening.isEmpty:
                let reason: Refused? = Bool.random(using: &random) ? Refused() : nil
                take(machine.abandoned(opening.removeLast().place, reason: reason, at: now))
            case 9:
                if let one = waiting.min(), Bool.random(using: &random) {
                    #expect(machine.withdrawn(one) == true)
                    waiting.remove(one)
                }
                for grant in machine.upkeep(at: now).open {
                    waiter += 1
                    take(grant, by: waiter)
                }
            default: break
            }
            let counts = machine.counts
            #expect(counts.idle + counts.leased + counts.opening <= 4)
            #expect(counts.leased == lent.count)
            #expect(counts.opening == opening.count)
            #expect(counts.waiting == waiting.count)
            #expect(waiting.isEmpty || lent.count + opening.count > 0, "someone must be there to serve those who wait")
            #expect(waiting.isEmpty || counts.idle == 0, "nobody waits beside an idle connection")
        }
    }
}
