import NIOCore
import NIOPosix

/// The event loops that serve connections.
package enum EventLoops {
    /// Returns when each of them has run once.
    package static func turn() async {
        for loop in MultiThreadedEventLoopGroup.singleton.makeIterator() {
            try? await loop.submit {}.get()
        }
    }
}
