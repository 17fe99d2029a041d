import JSONFormat

/// What a check has shown.
struct Finding: Sendable {
    let check: Check
    let outcome: Check.Outcome

    /// `ok`, `warning`, `failed` or `skipped`.
    var status: String {
        switch outcome {
        case .ok: "ok"
        case .warning: "warning"
        case .failed: "failed"
        case .skipped: "skipped"
        }
    }

    /// What was found.
    var text: String {
        switch outcome {
        case .ok(let text), .warning(let text, _), .failed(let text, _), .skipped(let text): text
        }
    }

    /// How to fix it, where something is wrong.
    var remedy: String? {
        switch outcome {
        case .warning(_, let remedy), .failed(_, let remedy): remedy
        case .ok, .skipped: nil
        }
    }

    /// Whether the checks that depend on it can run.
    var isWell: Bool {
        switch outcome {
        case .ok, .warning: true
        case .failed, .skipped: false
        }
    }

    /// For programs: its name, its status, its text, and the remedy where there is one.
    var json: JSON {
        var members: JSONObject = ["name": .string(check.name), "status": .string(status), "text": .string(text)]
        members["remedy"] = remedy.map(JSON.string)
        return .object(members)
    }
}
