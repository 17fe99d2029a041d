package import Documents
package import Files
import FoundationEssentials
package import JSONFormat
import Postgres
import Retrieval

extension WholeDocument {
    /// The most memory that reading one may take.
    private static let mostMemory = 1 << 30

    /// Appends the document as one line of JSON. What it has not is left out.
    package func append(to line: inout [UInt8]) {
        line.append(json: "{")
        var isFirst = true
        func begin(_ name: StaticString, in line: inout [UInt8]) {
            line.append(json: isFirst ? "\"" : ",\"")
            line.append(json: name)
            line.append(json: "\":")
            isFirst = false
        }
        if let id {
            begin("id", in: &line)
            line.append(integer: Int64(id))
        }
        for (name, text) in [("key" as StaticString, key), ("title", title), ("content", content)] {
            guard let text else { continue }
            begin(name, in: &line)
            line.append(jsonString: text)
        }
        if let metadata {
            // PostgreSQL writes it on one line.
            begin("metadata", in: &line)
            line.append(contentsOf: metadata.text.utf8)
        }
        for (name, text) in [("created_at" as StaticString, createdAt), ("updated_at", updatedAt)] {
            guard let text else { continue }
            begin(name, in: &line)
            line.append(jsonString: text)
        }
        if !passages.isEmpty {
            begin("passages", in: &line)
            for (place, passage) in passages.enumerated() {
                line.append(json: place == 0 ? "[{\"start\":" : ",{\"start\":")
                line.append(integer: Int64(passage.start))
                line.append(json: ",\"end\":")
                line.append(integer: Int64(passage.end))
                line.append(json: ",\"vector\":[")
                for (place, number) in passage.vector.enumerated() {
                    if place > 0 { line.append(UInt8(ascii: ",")) }
                    // The fewest digits that read back as the same Float.
                    line.append(contentsOf: number.description.utf8)
                }
                line.append(json: "]}")
            }
            line.append(json: "]")
        }
        line.append(json: "}\n")
    }

    /// Reads a line.
    ///
    /// - Parameter dimensions: Of every vector.
    /// - Throws: ``TransferError``, to be read after the name of the line.
    package init(line: ArraySlice<UInt8>, dimensions: Int) throws(TransferError) {
        // Many tiny values take forty times their text.
        guard JSON.memoryEstimate(ofText: line.span) <= Self.mostMemory else {
            throw TransferError("would take more than \(Self.mostMemory) bytes of memory")
        }
        let json: JSON
        do {
            json = try JSON(parsing: line.span, within: .stored)
        } catch {
            throw TransferError("is not JSON: \(error)")
        }
        guard let members = json.objectValue else { throw TransferError("is not a JSON object") }
        try self.init(members, dimensions: dimensions)
    }

    /// Reads the members of a line.
    package init(_ members: JSONObject, dimensions: Int) throws(TransferError) {
        var id: Int32?
        if let given = members.given("id") {
            guard case .int(let number) = given, let number = Int32(exactly: number) else {
                throw TransferError("has an id that is not an integer of 32 bits")
            }
            id = number
        }
        let key = try members.text("key")
        if let key, !(1...500).contains(key.unicodeScalars.count) {
            throw TransferError("has a key that is not of 1 to 500 characters")
        }
        let content = try members.text("content")
        let metadata = members["metadata"].map { JSONText($0) }
        // Escaped, since it is JSON.
        if let metadata, metadata.text.contains("\\u0000") {
            throw TransferError("has metadata with the character NUL, which PostgreSQL cannot store")
        }
        self.init(
            id: id,
            key: key,
            title: try members.text("title"),
            content: content,
            metadata: metadata,
            createdAt: try members.text("created_at"),
            updatedAt: try members.text("updated_at")
        )
        guard let given = members.given("passages") else { return }
        guard case .array(let parts) = given else { throw TransferError("has passages that are not a list") }
        let length = content?.unicodeScalars.count ?? 0
        for (place, part) in parts.enumerated() {
            passages.append(try EmbeddedPassage(part, at: place, of: length, dimensions: dimensions))
        }
    }
}

extension EmbeddedPassage {
    fileprivate init(_ json: JSON, at place: Int, of length: Int, dimensions: Int) throws(TransferError) {
        guard case .int(let start)? = json["start"], case .int(let end)? = json["end"], 0 <= start, start < end,
            end <= length, place > 0 || start == 0
        else {
            throw TransferError("has a passage \(place) that is no part of its content, or does not begin with it")
        }
        guard let vector = json["vector"] else { throw TransferError("has a passage \(place) without a vector") }
        do {
            self.init(start: Int32(start), end: Int32(end), vector: try [Float](vector, dimensions: dimensions))
        } catch {
            throw TransferError("has a passage \(place) whose vector \(error)")
        }
    }
}

extension [Float] {
    /// - Throws: ``TransferError``, to be read after the name of the vector.
    package init(_ json: JSON, dimensions: Int) throws(TransferError) {
        guard case .array(let elements) = json, elements.count == dimensions else {
            throw TransferError("is not a list of \(dimensions) numbers")
        }
        self = []
        reserveCapacity(dimensions)
        for element in elements {
            let number: Float? =
                switch element {
                case .double(let number): Float(number)
                case .int(let number): Float(number)
                case .number(let number): Float(number.approximation)
                default: nil
                }
            guard let number, number.isFinite else {
                throw TransferError("has an element that is not a finite number")
            }
            append(number)
        }
        guard contains(where: { $0 != 0 }) else { throw TransferError("has no direction: all of it is zero") }
    }
}

extension JSONObject {
    /// A member that is there and not null.
    fileprivate func given(_ name: String) -> JSON? {
        self[name].flatMap { $0 == .null ? nil : $0 }
    }

    fileprivate func text(_ name: String) throws(TransferError) -> String? {
        guard let given = given(name) else { return nil }
        guard let text = given.stringValue else { throw TransferError("has a \(name) that is not a text") }
        guard !text.utf8.contains(0) else {
            throw TransferError("has a \(name) with the character NUL, which PostgreSQL cannot store")
        }
        return text
    }
}
