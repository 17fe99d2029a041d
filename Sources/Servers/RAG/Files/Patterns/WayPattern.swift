/// What a path must be like: a pattern with `/` in it, such as `docs/**/*.md`.
struct WayPattern: Sendable {
    /// What stands for names of the path.
    enum Part: Sendable {
        case name(NamePattern)
        /// Any number of names, as `**` stands for.
        case names
    }

    /// What the path begins with, up to the first character that has a meaning, which may be inside a name. Git takes what
    /// comes after it for a pattern of its own, so that `**` means the same there as at the start.
    let start: [UInt8]
    /// What follows; nothing where the start is all.
    let parts: [Part]

    func matches(_ path: Span<UInt8>) -> Bool {
        guard path.hasPrefix(start) else { return false }
        guard !parts.isEmpty else { return path.count == start.count }
        var part = 0
        // Where a name begins; one past the end of the path after the last.
        var place = start.count
        var retry: (part: Int, place: Int)?
        while place <= path.count {
            let end = path.end(ofName: place)
            if part < parts.count {
                switch parts[part] {
                case .names:
                    part += 1
                    retry = (part, place)
                    continue
                case .name(let pattern) where pattern.matches(path.extracting(place..<end)):
                    part += 1
                    place = end + 1
                    continue
                case .name: break
                }
            }
            // As with the stars in a name, the last one alone is to be tried again.
            guard let last = retry else { return false }
            part = last.part
            place = path.end(ofName: last.place) + 1
            retry = (part, place)
        }
        return part == parts.count
    }
}

extension Span<UInt8> {
    /// Where the name ends that begins at a place.
    fileprivate func end(ofName place: Int) -> Int {
        var end = place
        while end < count, self[end] != UInt8(ascii: "/") { end += 1 }
        return end
    }
}
