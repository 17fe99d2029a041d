import ServerKit

extension Check {
    /// Which formats of documents can be read on this machine.
    static func documentFormats(_ programs: DocumentPrograms) -> Check {
        Check("document formats", remedy: "install the programs that read them") { _ in
            let missing = programs.missing
            guard !missing.isEmpty else { return .ok("pandoc and pdftotext are there") }
            return .warning(
                missing.map { "\($0.name) is missing, for \($0.formats.map(\.rawValue).joined(separator: ", "))" }
                    .joined(separator: "; "),
                remedy: "apt-get install \(missing.map(\.package).joined(separator: " ")), where you need them"
            )
        }
    }
}
