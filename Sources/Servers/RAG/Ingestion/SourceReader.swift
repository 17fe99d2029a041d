import Async
import Cryptography
import Dispatch
import Files
import FoundationEssentials
import MCP
import ServerKit
import SystemPackage

/// A file that was read and may be stored.
struct ReadSource: Sendable {
    let text: SourceText
    var origin: SourceOrigin
    /// What its reader should know, in whole sentences.
    let notes: [String]
}

/// Reads files of the folders that are allowed.
struct SourceReader: Sendable {
    /// Which folders those are.
    static let setting = Setting(
        SourceRoots.setting,
        defaultText: "none",
        "The folders that add_document and ingest_folder may read, separated by colons; none: no path is read"
    ) { given throws(SettingsError) -> SourceRoots in
        let home = ProcessInfo.processInfo.environment["HOME"].map { FilePath($0) }
        do throws(SourceRootsFlaw) {
            return try SourceRoots(given?.text ?? "", home: home)
        } catch {
            throw given?.error("must be absolute folders, separated by colons; ~/ stands for your home folder")
                ?? SettingsError("\(error)")
        }
    }

    let roots: SourceRoots
    let formats = FormatReader()

    /// What an unpacked document takes may be a gigabyte, so few are read at once.
    private static let limiter = ConcurrencyLimiter.of(2)
    private static let queue = DispatchQueue(label: "paddle.sources", attributes: .concurrent)

    /// A file by its path or its `file:` URI.
    ///
    /// - Throws: `ToolError` where it cannot be read.
    func read(_ place: String) async throws -> ReadSource {
        do {
            let roots = roots
            let content = try await Self.queue.run { try roots.read(place) }
            return try await read(content)
        } catch let error as SourceError {
            throw ToolError(error.description)
        } catch let error as FormatError {
            throw ToolError(error.description)
        }
    }

    /// The text of a file that was read.
    ///
    /// - Throws: ``FormatError``.
    func read(_ content: SourceContent) async throws -> ReadSource {
        let name = content.path.lastComponent?.string ?? content.path.string
        let file = try await Self.limiter.withPermit { try await formats.read(content.bytes, named: name) }
        return ReadSource(
            text: file.source,
            origin: SourceOrigin(
                uri: content.path.fileURI,
                mediaType: file.format.mediaType,
                structure: file.source.structure,
                digest: HashFunction.sha256.hash(content.bytes).bytes,
                size: Int64(content.bytes.count),
                stamp: content.identity.stamp
            ),
            notes: file.notes
        )
    }
}

extension ConcurrencyLimiter {
    /// A limiter without a limit on those that wait.
    fileprivate static func of(_ running: Int) -> ConcurrencyLimiter {
        do throws(InvalidLimit) {
            return try ConcurrencyLimiter(running: running)
        } catch {
            preconditionFailure("\(error)")
        }
    }
}

extension Format {
    /// The media type of such files.
    var mediaType: String {
        switch self {
        case .plainText, .code: "text/plain"
        case .markdown: "text/markdown"
        case .separatedValues: "text/csv"
        case .json: "application/json"
        case .jsonLines: "application/jsonl"
        case .html: "text/html"
        case .docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        case .odt: "application/vnd.oasis.opendocument.text"
        case .epub: "application/epub+zip"
        case .rtf: "application/rtf"
        case .restructuredText: "text/x-rst"
        case .org: "text/org"
        case .latex: "text/x-tex"
        case .notebook: "application/x-ipynb+json"
        case .pdf: "application/pdf"
        }
    }
}

extension FilePath {
    /// It as a `file:` URI.
    var fileURI: String {
        var uri = "file://"
        for byte in string.utf8 {
            let isPlain =
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "/-._~".utf8.contains(byte)
            if isPlain {
                uri.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                uri += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return uri
    }
}
