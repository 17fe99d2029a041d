public import FoundationEssentials
public import JSONFormat

/// One resource as lists show it.
public struct Resource: Sendable, Hashable {
    /// The URI to read it by.
    public var uri: String
    /// The name for programs.
    public var name: String
    /// The name for people.
    public var title: String?
    /// What it is, for the model.
    public var description: String?
    /// The media type of its contents.
    public var mimeType: String?
    /// The size of its contents in bytes.
    public var size: Int?
    /// When it was last changed.
    public var lastModified: Date?
    /// What extensions of the protocol say of it.
    public var meta: JSONObject?

    /// Describes a resource.
    public init(
        uri: String,
        name: String,
        title: String? = nil,
        description: String? = nil,
        mimeType: String? = nil,
        size: Int? = nil,
        lastModified: Date? = nil,
        meta: JSONObject? = nil
    ) {
        self.uri = uri
        self.name = name
        self.title = title
        self.description = description
        self.mimeType = mimeType
        self.size = size
        self.lastModified = lastModified
        self.meta = meta
    }

    var members: JSONObject {
        var members: JSONObject = ["uri": .string(uri), "name": .string(name)]
        members["title"] = title.map(JSON.string)
        members["description"] = description.map(JSON.string)
        members["mimeType"] = mimeType.map(JSON.string)
        members["size"] = size.map { .int(Int64($0)) }
        if let text = lastModified.flatMap(Timestamp.text) { members["annotations"] = ["lastModified": .string(text)] }
        members["_meta"] = meta.map(JSON.object)
        return members
    }
}

/// Resources whose URIs differ only in the variables of one template.
public struct ResourceTemplate: Sendable, Hashable {
    /// The template of the URIs, as in `paddle://documents/{id}`.
    public var uriTemplate: URITemplate
    /// The name for programs.
    public var name: String
    /// The name for people.
    public var title: String?
    /// What the resources are, for the model.
    public var description: String?
    /// The media type of their contents, where all have the same.
    public var mimeType: String?

    /// Describes a template.
    public init(
        uriTemplate: URITemplate,
        name: String,
        title: String? = nil,
        description: String? = nil,
        mimeType: String? = nil
    ) {
        self.uriTemplate = uriTemplate
        self.name = name
        self.title = title
        self.description = description
        self.mimeType = mimeType
    }

    var json: JSON {
        var members: JSONObject = ["uriTemplate": .string(uriTemplate.text), "name": .string(name)]
        members["title"] = title.map(JSON.string)
        members["description"] = description.map(JSON.string)
        members["mimeType"] = mimeType.map(JSON.string)
        return .object(members)
    }
}

/// The contents of a resource: text or bytes.
public struct ResourceContents: Sendable, Hashable {
    /// Text or bytes.
    public enum Body: Sendable, Hashable {
        /// Text.
        case text(String)
        /// Bytes that are not text.
        case bytes([UInt8])
    }

    /// The URI by which it was read.
    public var uri: String
    /// The media type.
    public var mimeType: String?
    /// The contents themselves.
    public var body: Body
    /// What extensions of the protocol say of them.
    public var meta: JSONObject?

    /// Contents of a resource.
    public init(uri: String, mimeType: String? = nil, _ body: Body, meta: JSONObject? = nil) {
        self.uri = uri
        self.mimeType = mimeType
        self.body = body
        self.meta = meta
    }

    var json: JSON {
        var members: JSONObject = ["uri": .string(uri)]
        members["mimeType"] = mimeType.map(JSON.string)
        switch body {
        case .text(let text): members["text"] = .string(text)
        case .bytes(let bytes): members["blob"] = .string(bytes.base64)
        }
        members["_meta"] = meta.map(JSON.object)
        return .object(members)
    }
}
