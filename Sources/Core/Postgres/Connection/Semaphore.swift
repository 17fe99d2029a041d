import Glibc

/// A counting semaphore of the system; it sleeps without using the processor.
@safe final class Semaphore: @unchecked Sendable {  // sem_t is made for use from many threads
    private let semaphore: UnsafeMutablePointer<sem_t>

    init() {
        unsafe semaphore = .allocate(capacity: 1)
        unsafe sem_init(semaphore, 0, 0)
    }

    deinit {
        unsafe sem_destroy(semaphore)
        unsafe semaphore.deallocate()
    }

    func signal() { unsafe sem_post(semaphore) }

    func wait() { while unsafe sem_wait(semaphore) != 0 && errno == EINTR {} }
}
