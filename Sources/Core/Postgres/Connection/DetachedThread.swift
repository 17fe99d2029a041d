import CLibpq
import Glibc
import SystemPackage

/// Runs `body` on a new thread that nobody joins.
///
/// Signals stay blocked on it, so that they are delivered to the program's own threads.
func startDetachedThread(stackSize: Int, named name: String, _ body: @escaping @Sendable () -> Void) throws(Errno) {
    final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
    var attributes = pthread_attr_t()
    unsafe pthread_attr_init(&attributes)
    defer { unsafe pthread_attr_destroy(&attributes) }
    unsafe pthread_attr_setstacksize(&attributes, stackSize)
    unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))

    var all = sigset_t()
    var previous = sigset_t()
    unsafe sigfillset(&all)
    unsafe pthread_sigmask(SIG_SETMASK, &all, &previous)
    defer { unsafe pthread_sigmask(SIG_SETMASK, &previous, nil) }

    let argument = unsafe Unmanaged.passRetained(Body(body))
    var thread = pthread_t()
    let status = unsafe pthread_create(
        &thread,
        &attributes,
        { argument in
            if let argument = unsafe argument {
                unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
            }
            return nil
        },
        argument.toOpaque()
    )
    guard status == 0 else {
        unsafe argument.release()
        throw Errno(rawValue: status)
    }
    unsafe pq_thread_name(thread, name)
}
