import Synchronization

/// Limits the bytes that the work of a process holds in memory at once, in all and for each caller.
///
/// Whoever is about to hold bytes on behalf of a caller reserves them first: the body of a request, the values made of
/// it, an answer that is not written yet, a subscription. Nobody waits here: what does not fit is refused, so that a
/// full server says so while it still can.
package final class ByteBudget: Sendable {
    /// The most bytes in all.
    package let processBytes: Int
    /// The most bytes of one caller, not more than in all.
    package let callerBytes: Int
    private let shares = Mutex(CallerShares())
    private let observers = Mutex<[@Sendable () -> Void]>([])

    /// - Parameters:
    ///   - processBytes: The most bytes in all; by default 512 MiB.
    ///   - callerBytes: The most bytes of one caller; by default half of it.
    package init(processBytes: Int = 512 << 20, callerBytes: Int = 256 << 20) {
        self.processBytes = processBytes
        self.callerBytes = min(callerBytes, processBytes)
    }

    /// How many bytes are reserved.
    package var taken: Int { shares.withLock { $0.total } }

    /// Reserves bytes until the reservation is released or nobody holds it any more.
    package func reserve(_ bytes: Int, for caller: String) throws(ByteBudgetExceeded) -> ByteReservation {
        let reservation = reservation(for: caller)
        try reservation.grow(by: bytes)
        return reservation
    }

    /// A reservation of nothing yet.
    package func reservation(for caller: String) -> ByteReservation { ByteReservation(of: self, caller) }

    /// Whether that many bytes could be reserved now.
    package func hasRoom(for bytes: Int, of caller: String) -> Bool {
        shares.withLock { exceeded(by: bytes, caller, $0) == nil }
    }

    /// Calls an action, on any thread, whenever bytes have been given back.
    package func whenReleased(_ action: @escaping @Sendable () -> Void) {
        observers.withLock { $0.append(action) }
    }

    fileprivate func take(_ bytes: Int, _ caller: String, overdraws: Bool) throws(ByteBudgetExceeded) {
        guard bytes > 0 else { return }
        let refusal: ByteBudgetExceeded? = shares.withLock { shares in
            if !overdraws, let refusal = exceeded(by: bytes, caller, shares) { return refusal }
            shares.take(bytes, for: caller)
            return nil
        }
        if let refusal { throw refusal }
    }

    fileprivate func giveBack(_ bytes: Int, _ caller: String) {
        guard bytes > 0 else { return }
        shares.withLock { $0.giveBack(bytes, for: caller) }
        for observer in observers.withLock({ $0 }) { observer() }
    }

    private func exceeded(by bytes: Int, _ caller: String, _ shares: CallerShares) -> ByteBudgetExceeded? {
        if bytes > callerBytes {
            ByteBudgetExceeded(scope: .request, bytes: bytes, limit: callerBytes)
        } else if bytes > callerBytes - shares[caller] {
            ByteBudgetExceeded(scope: .caller, bytes: bytes, limit: callerBytes)
        } else if bytes > processBytes - shares.total {
            ByteBudgetExceeded(scope: .process, bytes: bytes, limit: processBytes)
        } else {
            nil
        }
    }
}

/// Bytes of a ``ByteBudget``, held until they are released or nothing refers to this any more: what keeps the memory
/// alive keeps its reservation.
package final class ByteReservation: Sendable {
    private let budget: ByteBudget
    private let caller: String
    private let held = Mutex(0)

    fileprivate init(of budget: ByteBudget, _ caller: String) {
        self.budget = budget
        self.caller = caller
    }

    deinit {
        budget.giveBack(held.withLock { $0 }, caller)
    }

    /// How many bytes it holds.
    package var bytes: Int { held.withLock { $0 } }

    /// Reserves more bytes, or none where they do not fit.
    ///
    /// - Parameter overdraws: Whether they are taken even where they do not fit, for what must be held all the same;
    ///   others are refused meanwhile.
    package func grow(by bytes: Int, overdraws: Bool = false) throws(ByteBudgetExceeded) {
        try budget.take(bytes, caller, overdraws: overdraws)
        held.withLock { $0 += bytes }
    }

    /// Moves some of the bytes into a reservation of their own.
    package func split(_ bytes: Int) -> ByteReservation {
        let moved = held.withLock { held in
            let moved = min(bytes, held)
            held -= moved
            return moved
        }
        let reservation = budget.reservation(for: caller)
        reservation.held.withLock { $0 = moved }
        return reservation
    }

    /// Gives back some of the bytes.
    package func shrink(by bytes: Int) {
        let given = held.withLock { held in
            let given = min(bytes, held)
            held -= given
            return given
        }
        budget.giveBack(given, caller)
    }

    /// Gives back all of the bytes.
    package func release() {
        shrink(by: .max)
    }
}
