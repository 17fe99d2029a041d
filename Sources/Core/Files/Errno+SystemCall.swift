import Glibc
package import SystemPackage

extension Errno {
    /// Checks what a call of the system returned: zero, or the reason is in `errno`.
    package static func check(_ result: Int32) throws(Errno) {
        if result != 0 { throw Errno(rawValue: errno) }
    }

    /// Runs functions of SystemPackage, which throw nothing but `Errno` and do not say so.
    package static func typed<Result>(_ body: () throws -> Result) throws(Errno) -> Result {
        do {
            return try body()
        } catch {
            throw error as? Errno ?? .ioError
        }
    }
}
