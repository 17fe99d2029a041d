import OrderedCollections
import Text

/// A JSON object that keeps the order of its members, so that what we emit is stable.
///
/// Names are equal when their bytes are: an object can hold `"caf\u00e9"` and `"cafe\u0301"` at once.
public struct JSONObject: Sendable, Hashable {
    private var members: OrderedDictionary<BytewiseString, JSON>

    /// An object without members.
    public init() {
        members = [:]
    }

    /// An object without members, with room for some.
    public init(minimumCapacity: Int) {
        members = OrderedDictionary(minimumCapacity: minimumCapacity)
    }

    /// An object of members whose names differ from each other.
    public init(uniqueKeysWithValues members: some Sequence<(String, JSON)>) {
        self.members = OrderedDictionary(uniqueKeysWithValues: members.lazy.map { (BytewiseString($0.0), $0.1) })
    }

    /// The member of a name. Setting nil removes it; a new member comes last.
    public subscript(name: String) -> JSON? {
        get { members[BytewiseString(name)] }
        set { members[BytewiseString(name)] = newValue }
    }

    /// The names, in order.
    public var keys: some Sequence<String> { members.keys.lazy.map(\.text) }

    /// The values, in the order of their names.
    public var values: some RandomAccessCollection<JSON> { members.values }

    /// The members for which a condition holds.
    public func filter(_ isIncluded: (Element) throws -> Bool) rethrows -> JSONObject {
        var kept = JSONObject()
        for member in self where try isIncluded(member) { kept[member.key] = member.value }
        return kept
    }

    /// Adds the members of another object, which win over members of the same name.
    package mutating func merge(_ other: JSONObject) {
        members.merge(other.members) { $1 }
    }

    /// The object with the members of another one, which win over members of the same name.
    package func merging(_ other: JSONObject) -> JSONObject {
        var merged = self
        merged.merge(other)
        return merged
    }
}

extension JSONObject: RandomAccessCollection {
    /// One member.
    public typealias Element = (key: String, value: JSON)

    /// The place of the first member.
    public var startIndex: Int { 0 }

    /// The place behind the last member.
    public var endIndex: Int { members.count }

    /// The member at a place.
    public subscript(place: Int) -> Element {
        let member = members.elements[place]
        return (member.key.text, member.value)
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// An object; of members with one name the last wins.
    public init(dictionaryLiteral elements: (String, JSON)...) {
        members = OrderedDictionary(
            elements.lazy.map { (BytewiseString($0.0), $0.1) },
            uniquingKeysWith: { _, last in last }
        )
    }
}
