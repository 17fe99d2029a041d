import Synchronization

/// A count that several tasks share.
package final class Tally: Sendable {
    private let value = Atomic<Int>(0)

    package init() {}

    package var count: Int { value.load(ordering: .acquiring) }

    package func add() { value.add(1, ordering: .acquiringAndReleasing) }
}
