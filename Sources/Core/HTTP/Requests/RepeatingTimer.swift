import NIOCore

/// Repeats an action on an event loop, without a task that waits.
package struct RepeatingTimer: Sendable {
    let task: RepeatedTask

    package func cancel() { task.cancel() }
}
