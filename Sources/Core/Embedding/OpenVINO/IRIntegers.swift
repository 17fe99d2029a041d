/// Small integers for a graph whose weights file holds none.
///
/// An IR file can only point at constants, and a safetensors file contains only weights. But it starts with a known
/// number that is not zero, the length of its header: divided by itself it gives one, and sums of ones give every other
/// number. OpenVINO folds all of it while it compiles.
struct IRIntegers {
    private struct Key: Hashable {
        let number: Int
        let shape: [Int]
    }

    private var known: [Key: IRGraph.Value] = [:]

    /// A number without dimensions.
    mutating func scalar(_ number: Int, in graph: inout IRGraph) -> IRGraph.Value {
        value(number, shape: [], in: &graph)
    }

    /// Numbers along one dimension.
    mutating func vector(_ numbers: [Int], in graph: inout IRGraph) -> IRGraph.Value {
        var parts: [IRGraph.Value] = []
        for number in numbers { parts.append(value(number, shape: [1], in: &graph)) }
        return parts.count == 1 ? parts[0] : graph.add("Concat", [("axis", "0")], inputs: parts, type: .i64)
    }

    private mutating func value(_ number: Int, shape: [Int], in graph: inout IRGraph) -> IRGraph.Value {
        let key = Key(number: number, shape: shape)
        if let value = known[key] { return value }
        let value: IRGraph.Value
        switch number {
        case 0, 1:
            let length = graph.constant(.i64, shape: shape, offset: 0, byteCount: 8)
            value = graph.add(number == 0 ? "Subtract" : "Divide", inputs: [length, length], type: .i64)
        default:
            let half = self.value(number / 2, shape: shape, in: &graph)
            let rest = self.value(number - number / 2, shape: shape, in: &graph)
            value = graph.add("Add", inputs: [half, rest], type: .i64)
        }
        known[key] = value
        return value
    }
}
