import NIOCore

/// Something that is done again and again on an event loop, where no task waits for it.
package struct RepeatingTimer: Sendable {
    let task: RepeatedTask

    package func cancel() { task.cancel() }
}
