package import FoundationEssentials
package import MCP

/// The rows of a table, for ``RowResources``.
package protocol ResourceRows: Sendable {
    /// What identifies a row in its URI.
    associatedtype ID: LosslessStringConvertible & Sendable

    /// Rows in the order of their ids, from the first, or from the one that follows `id`.
    func rows(after id: ID?, limit: Int) async throws -> [ResourceRow<ID>]

    /// What the row holds, as one or more texts; nil where there is none.
    func texts(of id: ID) async throws -> [String]?

    /// Ids that begin with a text, in order.
    func ids(beginningWith text: String, limit: Int) async throws -> [ID]
}

/// A row as a list of resources shows it.
package struct ResourceRow<ID: LosslessStringConvertible & Sendable>: Sendable {
    /// The row's id.
    package var id: ID
    /// The name shown to people.
    package var title: String?
    /// The size of its texts in bytes.
    package var size: Int?
    /// When it was last changed.
    package var lastModified: Date?

    /// A row with this id.
    package init(id: ID, title: String? = nil, size: Int? = nil, lastModified: Date? = nil) {
        self.id = id
        self.title = title
        self.size = size
        self.lastModified = lastModified
    }
}

/// The rows of a table as resources, one per row. ``ChangeChannel/rows(_:of:)`` announces their changes.
package struct RowResources<Rows: ResourceRows>: ResourceProvider {
    private let template: ResourceTemplate
    private let rows: Rows

    /// - Parameter template: Describes one row; the one variable of its URI template is the id.
    package init(_ template: ResourceTemplate, rows: Rows) {
        precondition(template.uriTemplate.variables.count == 1, "\(template.uriTemplate.text) must have one variable")
        self.template = template
        self.rows = rows
    }

    /// One: a row by its id.
    package var templates: [ResourceTemplate] { [template] }

    /// The rows in the order of their ids.
    package func list(after position: String?, limit: Int, context: RequestContext) async throws -> ResourcePage {
        let last = try position.map { text in
            guard let id = Rows.ID(text) else { throw InvalidPosition() }
            return id
        }
        let rows = try await rows.rows(after: last, limit: limit)
        let resources = rows.map { row in
            Resource(
                uri: template.uriTemplate.uri(of: row.id.description),
                name: "\(template.name)-\(row.id)",
                title: row.title,
                mimeType: template.mimeType,
                size: row.size,
                lastModified: row.lastModified
            )
        }
        return ResourcePage(resources, next: rows.count == limit ? rows.last?.id.description : nil)
    }

    /// What a row holds.
    package func read(_ uri: String, context: RequestContext) async throws -> [ResourceContents]? {
        guard let id = id(in: uri) else { return nil }
        return try await rows.texts(of: id)?.map {
            ResourceContents(uri: uri, mimeType: template.mimeType, .text($0))
        }
    }

    /// Whether the URI has an id of the rows' type.
    package func mayName(_ uri: String) -> Bool { id(in: uri) != nil }

    private func id(in uri: String) -> Rows.ID? {
        // A number can be spelled in several ways, but a row has one URI.
        guard let text = template.uriTemplate.match(uri)?.values.first, let id = Rows.ID(text), id.description == text
        else { return nil }
        return id
    }

    /// Ids that begin with what was typed.
    package func complete(_ completion: CompletionRequest, of template: ResourceTemplate) async throws -> Completion {
        guard template.uriTemplate.variables == [completion.argument] else { return Completion() }
        return Completion(try await rows.ids(beginningWith: completion.value, limit: 100).map(\.description))
    }
}

extension URITemplate {
    /// The URI of the row with this id, for a template with one variable.
    func uri(of id: String) -> String { expand([variables[0]: id]) }
}
