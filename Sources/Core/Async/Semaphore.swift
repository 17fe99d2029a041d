import Glibc

/// A counting semaphore of the system; it sleeps without using the processor.
@safe package final class Semaphore: @unchecked Sendable {  // sem_t is made for use from many threads
    private let semaphore: UnsafeMutablePointer<sem_t>

    package init() {
        unsafe semaphore = .allocate(capacity: 1)
        unsafe sem_init(semaphore, 0, 0)
    }

    deinit {
        unsafe sem_destroy(semaphore)
        unsafe semaphore.deallocate()
    }

    package func signal() { unsafe sem_post(semaphore) }

    package func wait() { while unsafe sem_wait(semaphore) != 0 && errno == EINTR {} }
}
