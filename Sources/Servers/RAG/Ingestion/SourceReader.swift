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

    /// Which addresses may be read.
    static let webSetting = Setting(
        WebRoots.setting,
        defaultText: "none",
        "The address prefixes that add_document may read from, separated by commas; none: the web is not read"
    ) { given throws(SettingsError) -> WebRoots in
        var beginnings: [WebAddress] = []
        for part in (given?.text ?? "").split(separator: ",") {
            do throws(SourceError) {
                let beginning = part.split(whereSeparator: \.isWhitespace).joined()
                guard !beginning.contains("?") else {
                    throw .malformed(beginning, "has a query, and only paths are compared")
                }
                beginnings.append(try WebAddress(beginning))
            } catch {
                throw given?.error("must be addresses, separated by commas: one \(error.predicate)")
                    ?? SettingsError("\(error)")
            }
        }
        return WebRoots(beginnings)
    }

    let roots: SourceRoots
    let web: WebReader
    let formats = FormatReader()

    /// What an unpacked document takes may be a gigabyte, so few are read at once.
    private static let limiter = ConcurrencyLimiter.of(2)
    private static let queue = DispatchQueue(label: "paddle.sources", attributes: .concurrent)

    /// A file by its path or its `file:` URI, or what is at an address of the web.
    ///
    /// - Throws: `ToolError` where it cannot be read.
    func read(_ place: String) async throws -> ReadSource {
        do {
            if WebAddress.isMeant(by: place) { return try await read(web.read(place)) }
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

extension SourceReader {
    /// The text of what was read from the web.
    private func read(_ content: WebContent) async throws -> ReadSource {
        let file = try await Self.limiter.withPermit {
            try await formats.read(
                content.bytes,
                named: content.place.fileName,
                as: content.mediaType.flatMap(Format.init(mediaType:))
            )
        }
        return ReadSource(
            text: file.source,
            origin: SourceOrigin(
                uri: content.address.text,
                mediaType: file.format.mediaType,
                structure: file.source.structure,
                digest: HashFunction.sha256.hash(content.bytes).bytes,
                size: Int64(content.bytes.count)
            ),
            notes: file.notes
                + (content.place == content.address
                    ? [] : ["It was read from \(content.place.shown), where its address leads."])
        )
    }
}

extension ConcurrencyLimiter {
    /// A limiter without a limit on those that wait.
    static func of(_ running: Int) -> ConcurrencyLimiter {
        do throws(InvalidLimit) {
            return try ConcurrencyLimiter(running: running)
        } catch {
            preconditionFailure("\(error)")
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
