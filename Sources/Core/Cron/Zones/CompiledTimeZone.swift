import Files
import SystemPackage

/// What a file of `zic`, the compiler of time zone data, contains (RFC 8536).
struct CompiledTimeZone {
    let table: TransitionTable
    let recurring: RecurringChanges?

    static let utc = CompiledTimeZone(
        table: TransitionTable(always: LocalTimeType(offset: 0, isDaylight: false, abbreviation: "UTC")),
        recurring: nil
    )
}

extension CompiledTimeZone {
    /// Reads the file of a zone.
    init(named name: String, in folder: FilePath) throws(TimeZoneError) {
        guard TimeZoneName.isWellFormed(name) else {
            throw TimeZoneError(name, .unknown(near: TimeZoneName.near(name, in: folder)))
        }
        let path = folder.appending(name)
        let bytes: [UInt8]
        do {
            // The largest that there is has 4 kB.
            bytes = try ReadOnlyFile.contents(of: path, limit: 1 << 17)
        } catch {
            switch error.reason {
            case .system(.noSuchFileOrDirectory), .system(.notDirectory), .notRegular:
                guard (try? folder.exists()) == true else { throw TimeZoneError(name, .noData(folder)) }
                throw TimeZoneError(name, .unknown(near: TimeZoneName.near(name, in: folder)))
            default:
                throw TimeZoneError(name, .unreadable(error.description))
            }
        }
        guard let data = CompiledTimeZone(bytes) else {
            // Beside the zones stand lists of them, and of other things.
            guard bytes.starts(with: TZifHeader.magic) else {
                throw TimeZoneError(name, .unknown(near: TimeZoneName.near(name, in: folder)))
            }
            throw TimeZoneError(name, .unreadable("\(path) is not compiled time zone data of version 2 or later"))
        }
        self = data
    }

    /// Nil where the bytes are not of that form, or count leap seconds.
    init?(_ bytes: [UInt8]) {
        var reader = BigEndianReader(bytes)
        // The first part is for readers that know 32-bit times only.
        guard let old = TZifHeader(&reader), old.version >= UInt8(ascii: "2"), reader.skip(old.bodySize(timeSize: 4)),
            let header = TZifHeader(&reader), header.leapCount == 0,
            reader.remaining >= header.bodySize(timeSize: 8)
        else { return nil }
        var times: [UnixTime] = []
        for _ in 0..<header.timeCount {
            guard let time = reader.integer(bytes: 8) else { return nil }
            times.append(UnixTime(seconds: time))
        }
        guard let kinds = reader.bytes(header.timeCount),
            let records = reader.bytes(header.typeCount * 6),
            let names = reader.bytes(header.nameSize),
            reader.skip(header.standardCount + header.universalCount),
            let types = Self.types(records, names),
            let table = TransitionTable(times: times, kinds: kinds, types: types),
            let footer = reader.line()
        else { return nil }
        self.table = table
        if footer.isEmpty {
            recurring = nil
        } else if let zone = POSIXTimeZone(footer) {
            recurring = zone.recurring
        } else {
            return nil
        }
    }

    private static func types(_ records: [UInt8], _ names: [UInt8]) -> [LocalTimeType]? {
        var types: [LocalTimeType] = []
        var reader = BigEndianReader(records)
        while let offset = reader.integer(bytes: 4) {
            guard let isDaylight = reader.integer(bytes: 1), let name = reader.integer(bytes: 1),
                name >= 0, name < names.count, abs(offset) < 26 * 3_600
            else { return nil }
            let abbreviation = String(decoding: names[Int(name)...].prefix { $0 != 0 }, as: UTF8.self)
            types.append(LocalTimeType(offset: Int(offset), isDaylight: isDaylight != 0, abbreviation: abbreviation))
        }
        return types
    }
}
