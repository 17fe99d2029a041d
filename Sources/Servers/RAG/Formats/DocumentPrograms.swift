import Processes

/// The programs on this machine that read documents.
struct DocumentPrograms: Sendable, Hashable {
    var pandoc: Program?
    var pdftotext: Program?
    /// Tells the title of a PDF document, in the same package as pdftotext.
    var pdfinfo: Program?

    /// Those on the PATH.
    static func found() -> DocumentPrograms {
        DocumentPrograms(
            pandoc: Program.find("pandoc"),
            pdftotext: Program.find("pdftotext"),
            pdfinfo: Program.find("pdfinfo")
        )
    }

    /// What is not on this machine, and so cannot be read on it.
    var missing: [MissingProgram] {
        (pandoc == nil ? [.pandoc] : []) + (pdftotext == nil ? [.pdftotext] : [])
    }
}

/// A program that is not on this machine.
struct MissingProgram: Sendable, Hashable, CustomStringConvertible {
    let name: String
    /// The package of Debian and Ubuntu that holds it.
    let package: String
    /// What cannot be read without it.
    let formats: [Format]

    static let pandoc = MissingProgram(
        name: "pandoc",
        package: "pandoc",
        formats: Format.allCases.filter { $0.pandocName != nil }
    )
    static let pdftotext = MissingProgram(name: "pdftotext", package: "poppler-utils", formats: [.pdf])

    /// How to get it.
    var remedy: String { "Install it (apt-get install \(package)), or save the file as plain text or Markdown." }

    var description: String {
        let formats = formats.map(\.rawValue).joined(separator: ", ")
        return
            "\(name) is not on the PATH, so these cannot be read: \(formats). apt-get install \(package) installs it."
    }
}
