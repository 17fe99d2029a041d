import Retrieval

extension IndexRecall {
    /// What to do, in words.
    func advice(for target: Double) -> String {
        let wanted = Self.percent(target)
        let setting = setting.rawValue
        guard let point = recommended(for: target) else {
            let most =
                points.last.map { "\(setting) \($0.value) finds \(Self.percent($0.recall))" } ?? "nothing was measured"
            let remedy =
                switch index.precision {
                case .full where index.method == "hnsw": "Build it again with a larger m and ef_construction."
                case .full: "Build it again, with fewer lists, or as hnsw."
                case .half, .binary: "Build it with a finer precision."
                }
            return "No value of \(setting) reaches \(wanted): \(most). \(remedy)"
        }
        let found =
            "\(setting) \(point.value) finds \(Self.percent(point.recall)) of the \(limit) nearest in "
            + "\(Self.milliseconds(point.milliseconds)); comparing all vectors takes \(Self.milliseconds(exactMilliseconds))."
        guard let now = points.first(where: { $0.value == inUse }) else { return found }
        if now.recall >= target {
            return "\(found) Searches use \(inUse), which finds \(Self.percent(now.recall)): leave it."
        }
        return
            "\(found) Searches use \(inUse), which finds \(Self.percent(now.recall)): have manage_index tune \(setting) to \(point.value)."
    }

    private static func percent(_ part: Double) -> String {
        "\((part * 1000).rounded(.down) / 10) %"
    }

    private static func milliseconds(_ time: Double) -> String {
        "\((time * 100).rounded() / 100) ms"
    }
}
