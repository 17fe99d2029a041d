import Async
public import JSONFormat

/// What is wrong with the arguments of one call. All problems are reported at once, up to a limit, so that the caller
/// can fix them in one go.
public struct ArgumentReport: Sendable {
    /// One step of the path to a value within the arguments.
    public enum Step: Sendable {
        /// Into a member of an object.
        case member(String)
        /// Into an element of an array.
        case element(Int)
    }

    private static let mostShown = 5

    /// How strictly the values are decoded.
    public let decoding: ArgumentDecoding
    /// The query of the list whose ``Cursor`` is among the arguments; known once the other arguments are.
    var listQuery: ListQuery?
    /// What the problems amount to: most of them break the schema.
    var kind = CallFailure.Kind.malformed

    /// How many problems were found.
    public private(set) var count = 0
    /// The arguments, by their names at the root, that have a problem.
    private(set) var concerned: Set<String> = []
    private var shown: [String] = []
    private var path: [Step] = []

    /// Makes a report without problems.
    public init(decoding: ArgumentDecoding = .lenient) {
        self.decoding = decoding
    }

    /// Whether further problems would not be shown, so that there is no point in looking for them.
    public var isFull: Bool { count > Self.mostShown }

    /// Runs `body` for a value one step further in, so that its problems name the right place.
    public mutating func within<Result>(_ step: Step, _ body: (inout ArgumentReport) -> Result) -> Result {
        path.append(step)
        defer { path.removeLast() }
        return body(&self)
    }

    /// Adds a problem of the value at hand. The text follows its name: "must be …", "is required …".
    public mutating func add(_ problem: String) {
        addUnplaced("\(place) \(problem)")
    }

    /// Adds that the value at hand is not what was expected.
    ///
    /// - Parameter expected: In words that follow "must be".
    public mutating func unexpected(_ json: JSON, expected: String) {
        add("must be \(expected) (got \(json.sketch))")
    }

    /// What a JSON text says; nil where it is none, or where the value would be too large, which is then reported.
    mutating func value(ofText text: String) -> JSON? {
        do {
            try RequestContext.current?.hold(JSON.memoryEstimate(ofText: text))
        } catch {
            add("is too large. \(error)")
            return nil
        }
        do throws(JSONSyntaxError) {
            return try JSON(parsing: text)
        } catch {
            // What else is no JSON may be meant as plain text.
            if case .invalidName = error.reason { add("cannot be read. \(error)") }
            return nil
        }
    }

    /// Adds that an object has a member it should not have.
    mutating func unknown(_ name: String, known: [String], nearest: String?) {
        let inner = path.isEmpty ? "" : " in \(place)"
        let hint =
            if known.isEmpty {
                path.isEmpty ? ": no arguments are expected" : ": no members are expected there"
            } else {
                (nearest.map { ": did you mean \"\($0)\"?" } ?? ".") + " Known: \(known.joined(separator: ", "))"
            }
        addUnplaced("unknown argument \(JSON.string(name).sketch)\(inner)\(hint)")
    }

    private mutating func addUnplaced(_ text: String) {
        count += 1
        if case .member(let name) = path.first { concerned.insert(name) }
        if shown.count < Self.mostShown { shown.append(text) }
    }

    private var place: String {
        var text = ""
        for step in path {
            switch step {
            case .member(let name): text += text.isEmpty ? name : ".\(name)"
            case .element(let index): text += "[\(index)]"
            }
        }
        return text
    }

    /// The answer to the caller: one line per problem, then an example of valid arguments.
    func message(example: JSONObject) -> String {
        var lines = shown
        if isFull { lines.append("There are more problems than these.") }
        if !example.isEmpty {
            let text = "Example: \(JSON.object(example))"
            if lines.count == 1 {
                let stop = lines[0].hasSuffix(".") || lines[0].hasSuffix("?") ? "" : "."
                lines[0] += "\(stop) \(text)"
            } else {
                lines.append(text)
            }
        }
        return lines.joined(separator: "\n")
    }
}
