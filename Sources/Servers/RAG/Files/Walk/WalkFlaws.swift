/// What a walk came upon and could not take.
struct WalkFlaws: Sendable {
    /// One file or folder.
    struct Flaw: Sendable, Hashable, CustomStringConvertible {
        /// In the folder that is listed; empty for that folder.
        let path: String
        /// To be read after its name.
        let reason: String

        var description: String { "\(path.isEmpty ? "The folder" : path) \(reason)" }
    }

    static let mostKept = 100
    private static let mostPlaces = 10_000

    /// The first of them.
    private(set) var kept: [Flaw] = []
    /// How many there are in all.
    private(set) var count = 0
    private var places: Set<String> = []

    mutating func add(_ path: String, _ reason: String) {
        count += 1
        if kept.count < Self.mostKept { kept.append(Flaw(path: path, reason: reason)) }
        if places.count <= Self.mostPlaces { places.insert(path) }
    }

    /// Whether one may be about what is at a path, or about a folder on the way to it.
    func mayConcern(_ path: String) -> Bool {
        if places.isEmpty { return false }
        if places.count > Self.mostPlaces || places.contains("") { return true }
        var end = path.endIndex
        while true {
            if places.contains(String(path[..<end])) { return true }
            guard let slash = path[..<end].lastIndex(of: "/") else { return false }
            end = slash
        }
    }
}
