package import Async
package import HTTP

extension ByteBudget {
    /// Reserves the memory of an answer, to be held until it is sent. What only reads is refused where it does not fit;
    /// a client must learn of work that was done.
    package func reserve(
        answerBytes bytes: Int,
        to caller: Caller,
        isReadOnly: Bool
    ) throws(ByteBudgetExceeded) -> ByteReservation {
        let memory = reservation(for: caller.name)
        try memory.grow(by: bytes, overdraws: !isReadOnly)
        return memory
    }
}
