#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A thread of its own for work that blocks, which must never happen on the threads that run tasks.
enum DedicatedThread {
    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Runs a closure on a new thread, with a stack of its own size if it says so; returns when it has returned.
    static func run(stackBytes: Int? = nil, _ body: @escaping @Sendable () -> Void) async throws(StdioError) {
        let code = await withCheckedContinuation { (done: CheckedContinuation<Int32, Never>) in
            let failure = start(
                Body {
                    body()
                    done.resume(returning: 0)
                },
                stackBytes
            )
            if failure != 0 { done.resume(returning: failure) }
        }
        if code != 0 { throw StdioError("start a thread", code) }
    }

    private static func start(_ body: Body, _ stackBytes: Int?) -> Int32 {
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        defer { unsafe pthread_attr_destroy(&attributes) }
        if let stackBytes { unsafe pthread_attr_setstacksize(&attributes, stackBytes) }
        let opaque = unsafe Unmanaged.passRetained(body).toOpaque()
        var thread = pthread_t()
        let code = unsafe pthread_create(
            &thread,
            &attributes,
            { argument in
                if let argument = unsafe argument {
                    unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                }
                return nil
            },
            opaque
        )
        if code == 0 {
            pthread_detach(thread)
        } else {
            unsafe Unmanaged<Body>.fromOpaque(opaque).release()
        }
        return code
    }
}
