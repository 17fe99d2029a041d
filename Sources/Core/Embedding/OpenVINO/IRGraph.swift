/// Writes an OpenVINO IR file, version 11: text that names operations, their attributes and how they are joined.
///
/// Shapes between operations are left out, since the reader infers them. Constants point by offset and size into a
/// weights file that is not written here.
struct IRGraph {
    /// One output of an operation.
    struct Value {
        let layer: Int
        let port: Int
        let type: ElementType
    }

    private var layers = ""
    private var edges = ""
    private var count = 0

    /// An input of the model, both of whose dimensions are dynamic.
    mutating func parameter(_ name: String, _ type: ElementType) -> Value {
        add("Parameter", [("shape", "?,?"), ("element_type", type.name)], type: type, name: name)
    }

    /// A tensor of the weights file.
    mutating func constant(_ type: ElementType, shape: [Int], offset: Int, byteCount: Int) -> Value {
        let dimensions = shape.map(String.init).joined(separator: ",")
        return add(
            "Const",
            [
                ("element_type", type.name), ("shape", dimensions), ("offset", "\(offset)"), ("size", "\(byteCount)"),
            ],
            type: type
        )
    }

    /// An operation with one output.
    mutating func add(
        _ operation: String,
        _ attributes: [(String, String)] = [],
        opset: Int = 1,
        inputs: [Value] = [],
        type: ElementType = .f32,
        name: String? = nil
    ) -> Value {
        let layer = begin(operation, attributes, opset: opset, inputs: inputs, name: name)
        let names = name.map { " names=\"\($0)\"" } ?? ""
        layers += "<output><port id=\"\(inputs.count)\" precision=\"\(type.precision)\"\(names)/></output></layer>\n"
        return Value(layer: layer, port: inputs.count, type: type)
    }

    /// Makes a value an output of the model.
    mutating func result(_ value: Value) {
        _ = begin("Result", [], opset: 1, inputs: [value], name: nil)
        layers += "</layer>\n"
    }

    /// The file.
    func xml(name: String) -> String {
        """
        <?xml version="1.0"?>
        <net name="\(name)" version="11">
        <layers>
        \(layers)</layers>
        <edges>
        \(edges)</edges>
        </net>

        """
    }

    private mutating func begin(
        _ operation: String,
        _ attributes: [(String, String)],
        opset: Int,
        inputs: [Value],
        name: String?
    ) -> Int {
        let layer = count
        count += 1
        layers += "<layer id=\"\(layer)\" name=\"\(name ?? "\(operation)\(layer)")\" type=\"\(operation)\""
        layers += " version=\"opset\(opset)\">"
        if !attributes.isEmpty {
            layers += "<data"
            for (key, value) in attributes { layers += " \(key)=\"\(value)\"" }
            layers += "/>"
        }
        if !inputs.isEmpty {
            layers += "<input>"
            for (port, value) in inputs.enumerated() {
                layers += "<port id=\"\(port)\"/>"
                edges += "<edge from-layer=\"\(value.layer)\" from-port=\"\(value.port)\""
                edges += " to-layer=\"\(layer)\" to-port=\"\(port)\"/>\n"
            }
            layers += "</input>"
        }
        return layer
    }
}
