/// A type of tensor elements, numbered as `ov_element_type_e` numbers it.
enum ElementType: UInt32 {
    case boolean = 1
    case bf16 = 2
    case f16 = 3
    case f32 = 4
    case i8 = 7
    case i32 = 9
    case i64 = 10
    case u8 = 16

    /// The name in a safetensors header; nil for one that is of no use here, as integers without a scale.
    init?(safetensors name: String) {
        switch name {
        case "F32": self = .f32
        case "F16": self = .f16
        case "BF16": self = .bf16
        case "I32": self = .i32
        case "I64": self = .i64
        default: return nil
        }
    }

    /// Bytes of one element.
    var size: Int {
        switch self {
        case .boolean, .i8, .u8: 1
        case .bf16, .f16: 2
        case .f32, .i32: 4
        case .i64: 8
        }
    }

    /// The name in an attribute of an IR file.
    var name: String { "\(self)" }

    /// The name in a port of an IR file.
    var precision: String {
        switch self {
        case .boolean: "BOOL"
        case .f32: "FP32"
        case .f16: "FP16"
        default: name.uppercased()
        }
    }
}
