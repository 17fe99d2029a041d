import Files
import SystemPackage

/// A file that was read.
struct SourceContent: Sendable {
    static let standardLimit = 64 << 20

    let path: FilePath
    let bytes: [UInt8]
    /// What the file was when it was read.
    let identity: FileIdentity

    init(_ file: FileDescriptor, at path: FilePath, _ place: String, limit: Int) throws(SourceError) {
        do throws(Errno) {
            let whole = try WholeFile(file, limit: limit)
            self.path = path
            bytes = whole.bytes
            identity = whole.identity
        } catch .fileTooLarge {
            throw SourceError(place, .tooLarge(limit: limit))
        } catch .resourceTemporarilyUnavailable {
            throw SourceError(place, .changed)
        } catch .notPermitted {
            throw SourceError(place, .isSpecial)
        } catch {
            throw SourceError(place, .system(error))
        }
    }
}
