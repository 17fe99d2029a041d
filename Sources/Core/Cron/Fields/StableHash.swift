/// Chooses the value of an `H`: the same for the same task in every process, on every machine and in every version.
///
/// The hash is FNV-1a with 64 bits (Fowler, Noll and Vo) of the seed's UTF-8, a zero byte and the field's English name
/// (`second`, `minute`, `hour`, `day of month`, `month`, `weekday`), mixed by the last step of MurmurHash3 (`fmix64`),
/// because the low bits of FNV-1a alone follow the last byte. The value is the hash modulo the number of choices.
/// It is a promise: changing it would move the runs of every task that uses `H`.
enum StableHash {
    static func choice(of count: Int, seed: String, field: CronField) -> Int {
        Int(value(seed: seed, field: field) % UInt64(max(1, count)))
    }

    static func value(seed: String, field: CronField) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        seed.utf8.forEach(add)
        add(0)
        field.rawValue.utf8.forEach(add)
        hash = (hash ^ hash >> 33) &* 0xff51_afd7_ed55_8ccd
        hash = (hash ^ hash >> 33) &* 0xc4ce_b9fe_1a85_ec53
        return hash ^ hash >> 33
    }
}
