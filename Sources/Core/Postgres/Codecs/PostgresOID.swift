/// The number that identifies a type within a database.
public struct PostgresOID: RawRepresentable, Hashable, Sendable {
    /// The number.
    public let rawValue: UInt32

    /// The type with this number.
    public init(rawValue: UInt32) { self.rawValue = rawValue }
    init(_ rawValue: UInt32) { self.rawValue = rawValue }

    /// Types of users and extensions have numbers from here on, which differ between databases.
    static let firstOfUsers = PostgresOID(16384)

    var isUserDefined: Bool { rawValue >= Self.firstOfUsers.rawValue }
}

extension PostgresOID {
    package static let bool = PostgresOID(16)
    package static let bytea = PostgresOID(17)
    package static let char = PostgresOID(18)
    package static let name = PostgresOID(19)
    package static let int8 = PostgresOID(20)
    package static let int2 = PostgresOID(21)
    package static let int4 = PostgresOID(23)
    package static let text = PostgresOID(25)
    package static let oid = PostgresOID(26)
    package static let json = PostgresOID(114)
    package static let xml = PostgresOID(142)
    package static let float4 = PostgresOID(700)
    package static let float8 = PostgresOID(701)
    package static let unknown = PostgresOID(705)
    package static let bpchar = PostgresOID(1042)
    package static let varchar = PostgresOID(1043)
    package static let date = PostgresOID(1082)
    package static let timestamp = PostgresOID(1114)
    package static let timestamptz = PostgresOID(1184)
    package static let numeric = PostgresOID(1700)
    package static let void = PostgresOID(2278)
    package static let uuid = PostgresOID(2950)
    package static let jsonb = PostgresOID(3802)
    package static let jsonpath = PostgresOID(4072)

    /// Arrays, by the type of their elements.
    static let elementOfArray: [PostgresOID: PostgresOID] = [
        PostgresOID(1000): .bool, PostgresOID(1001): .bytea, PostgresOID(1002): .char, PostgresOID(1003): .name,
        PostgresOID(1016): .int8, PostgresOID(1005): .int2, PostgresOID(1007): .int4, PostgresOID(1009): .text,
        PostgresOID(1028): .oid, PostgresOID(199): .json, PostgresOID(143): .xml, PostgresOID(1021): .float4,
        PostgresOID(1022): .float8, PostgresOID(1014): .bpchar, PostgresOID(1015): .varchar, PostgresOID(1182): .date,
        PostgresOID(1115): .timestamp, PostgresOID(1185): .timestamptz, PostgresOID(1231): .numeric,
        PostgresOID(2951): .uuid, PostgresOID(3807): .jsonb,
    ]

    static let arrayOfElement = [PostgresOID: PostgresOID](
        uniqueKeysWithValues: elementOfArray.map { ($0.value, $0.key) }
    )
}

extension PostgresOID: CustomStringConvertible {
    private static let names: [PostgresOID: String] = [
        .bool: "bool", .bytea: "bytea", .char: "\"char\"", .name: "name", .int8: "int8", .int2: "int2", .int4: "int4",
        .text: "text", .oid: "oid", .json: "json", .xml: "xml", .float4: "float4", .float8: "float8",
        .unknown: "unknown", .bpchar: "char(n)", .varchar: "varchar", .date: "date", .timestamp: "timestamp",
        .timestamptz: "timestamptz", .numeric: "numeric", .void: "void", .uuid: "uuid", .jsonb: "jsonb",
        .jsonpath: "jsonpath",
        PostgresOID(1083): "time", PostgresOID(1186): "interval", PostgresOID(869): "inet",
        PostgresOID(2205): "regclass",
        PostgresOID(2249): "record", PostgresOID(3614): "tsvector", PostgresOID(3904): "int4range",
    ]

    /// The type's name where it is built in and common, else its number.
    public var description: String {
        if let name = Self.names[self] { return name }
        if let element = Self.elementOfArray[self] { return "\(element)[]" }
        return isUserDefined ? "a type of an extension or user (OID \(rawValue))" : "the type with OID \(rawValue)"
    }
}
