import JSONFormat

/// An entity or a relation of the reference memory server's graph: a line of its file, or an element of what its tool
/// `read_graph` returns.
enum MemoryGraphRecord {
    /// The members of a document that hold the graph.
    static let lists: Set = ["entities", "relations"]

    /// - Parameter list: The list of a document that it is of; nil for a line, which says itself what it is.
    static func items(_ record: JSONObject, list: String?) throws(ImportFlaw) -> [ImportedItem] {
        switch list ?? record["type"]?.stringValue {
        case "entity", "entities": try entity(record)
        case "relation", "relations": try [.memory(relation(record))]
        default: throw ImportFlaw("has a type other than \"entity\" and \"relation\"")
        }
    }

    /// A memory for each observation, which names the entity, so that it is clear by itself; or one that there is such an
    /// entity.
    private static func entity(_ record: JSONObject) throws(ImportFlaw) -> [ImportedItem] {
        let name = try part("name", of: record)
        let type = try record.name("entityType")
        var metadata: JSONObject = [:]
        if let type { metadata["entity_type"] = .string(type) }
        var observations: [JSON] = []
        if let given = record.given("observations") {
            guard case .array(let elements) = given else { throw ImportFlaw("has observations that are no list") }
            observations = elements
        }
        let kind = type.flatMap { ForeignKind.of([$0]) } ?? .fact
        if observations.isEmpty {
            let content = type.map { "\(name) (\($0))" } ?? name
            return try [.memory(memory(content, about: name, kind, metadata))]
        }
        var items: [ImportedItem] = []
        for (place, observation) in observations.enumerated() {
            let part: JSONObject = ["observation": observation]
            do throws(ImportFlaw) {
                let text = try part.requiredText("observation", limit: MemoryLimits.longestContent)
                try text.checkWords(of: "observation")
                let content = text.contains(name) ? text : "\(name): \(text)"
                items.append(.memory(try memory(content, about: name, kind, metadata)))
            } catch {
                throw ImportFlaw("\(error.predicate) (observation \(place + 1))")
            }
        }
        return items
    }

    private static func relation(_ record: JSONObject) throws(ImportFlaw) -> ImportedMemory {
        let (from, to) = (try part("from", of: record), try part("to", of: record))
        let type = try part("relationType", of: record)
        let metadata: JSONObject = [
            "relation": ["from": .string(from), "type": .string(type), "to": .string(to)]
        ]
        return try memory("\(from) \(type) \(to)", about: from, .fact, metadata)
    }

    private static func memory(
        _ content: String,
        about name: String,
        _ kind: MemoryKind,
        _ metadata: JSONObject
    ) throws(ImportFlaw) -> ImportedMemory {
        ImportedMemory(
            memory: try NewMemory(
                foreign: content,
                what: "text",
                kind: kind,
                subject: name,
                metadata: metadata,
                source: "memory-graph/\(name)"
            )
        )
    }

    private static func part(_ name: String, of record: JSONObject) throws(ImportFlaw) -> String {
        guard let text = try record.name(name) else { throw ImportFlaw("has no \(name)") }
        return text
    }
}
