import Glibc
package import SystemPackage

/// A thread of its own for work that blocks, which must never happen on the threads that run tasks.
package enum DedicatedThread {
    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Starts a closure on a new thread that nobody joins.
    ///
    /// Signals stay blocked on it, so that they are delivered to the program's own threads.
    /// - Parameters:
    ///   - name: What debuggers and `top` show, at most 15 bytes.
    ///   - stackBytes: The size of its stack; nil for the system's default.
    /// - Throws: The system's reason for not starting a thread.
    package static func start(
        named name: String,
        stackBytes: Int? = nil,
        _ body: @escaping @Sendable () -> Void
    ) throws(Errno) {
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        defer { unsafe pthread_attr_destroy(&attributes) }
        if let stackBytes { unsafe pthread_attr_setstacksize(&attributes, stackBytes) }
        unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))

        var all = sigset_t()
        var previous = sigset_t()
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_SETMASK, &all, &previous)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &previous, nil) }

        let argument = unsafe Unmanaged.passRetained(
            Body {
                takeName(name)
                body()
            }
        )
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
    }

    /// Names the thread that calls. Swift's Glibc module has no `pthread_setname_np`.
    private static func takeName(_ name: String) {
        guard let file = unsafe try? FileDescriptor.open("/proc/thread-self/comm", .writeOnly, options: .closeOnExec)
        else {
            return
        }
        _ = try? file.closeAfter { try file.writeAll(name.utf8) }
    }

    /// Runs a closure on a new thread, and returns when it has returned.
    ///
    /// - Throws: The system's reason for not starting a thread.
    package static func run(
        named name: String,
        stackBytes: Int? = nil,
        _ body: @escaping @Sendable () -> Void
    ) async throws(Errno) {
        let outcome = await withCheckedContinuation { (done: CheckedContinuation<Result<Void, Errno>, Never>) in
            do throws(Errno) {
                try start(named: name, stackBytes: stackBytes) {
                    body()
                    done.resume(returning: .success(()))
                }
            } catch {
                done.resume(returning: .failure(error))
            }
        }
        try outcome.get()
    }
}
