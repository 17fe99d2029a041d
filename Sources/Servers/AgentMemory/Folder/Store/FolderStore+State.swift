import Postgres

extension FolderStore {
    /// What is known of a folder and its bank, at one moment.
    ///
    /// - Parameters:
    ///   - folder: nil for one that was never in step.
    ///   - marks: What the front matters of its files say.
    func state(of folder: FolderLink?, bank: Int32, marks: [FileMark]) async throws -> FolderSnapshot {
        let stamps = Array(Set(marks.map(\.base)))
        let named = Array(Set(marks.flatMap(\.memories)))
        let id = folder?.id ?? 0
        return try await pool.transaction(isolation: .repeatableRead, readOnly: true) { connection in
            let results = try await connection.pipeline([
                "SELECT revision FROM public.memory_folders WHERE id = \(id)",
                "SELECT name::pg_catalog.text FROM public.memory_folders WHERE memory_bank_id = \(bank)",
                "SELECT id, path::pg_catalog.text, stamp, body_hash FROM public.memory_files WHERE folder_id = \(id)",
                """
                SELECT file_id, memory_id, ordinal, title, content, is_there FROM public.memory_file_sections
                WHERE folder_id = \(id) ORDER BY file_id, ordinal, memory_id
                """,
                """
                SELECT v.file_id, v.body_hash FROM public.memory_file_versions AS v
                JOIN public.memory_files AS f ON f.id = v.file_id WHERE f.folder_id = \(id)
                """,
                """
                SELECT DISTINCT ON (v.stamp) v.stamp, v.memories, v.titles, v.contents
                FROM public.memory_file_versions AS v JOIN public.memory_files AS f ON f.id = v.file_id
                JOIN public.memory_folders AS folder ON folder.id = f.folder_id
                WHERE folder.memory_bank_id = \(bank) AND v.stamp = ANY (\(stamps)) AND v.memories IS NOT NULL
                ORDER BY v.stamp, v.id DESC
                """,
            ])
            let bases = try Dictionary(results[5].map(Self.base)) { first, _ in first }
            let known = named + bases.values.flatMap { $0.map(\.memory) }
            let rows = try await connection.query(Self.rows(of: bank, in: id, known)).map(Self.row)
            return FolderSnapshot(
                revision: try results[0].first?.decode(Int64.self) ?? 0,
                state: FolderState(
                    folder: folder?.name ?? "",
                    folders: Set(try results[1].map { try $0.decode(String.self) }),
                    files: try Self.files(results[2], results[3], results[4]),
                    bases: bases,
                    rows: rows
                ),
                isCut: rows.count { $0.retirement == nil } > Self.mostMemories
            )
        }
    }

    private static func files(_ files: PostgresRows, _ sections: PostgresRows, _ versions: PostgresRows) throws
        -> [KnownFile]
    {
        var sectionsOfFiles: [Int32: [KnownSection]] = [:]
        for row in sections {
            let (file, memory, ordinal, title, text, isThere) = try row.decode(
                (Int32, Int32, Int32, String, String, Bool).self
            )
            sectionsOfFiles[file, default: []].append(
                KnownSection(
                    memory: memory,
                    ordinal: Int(ordinal),
                    title: MarkdownText(title),
                    text: MarkdownText(text),
                    isThere: isThere
                )
            )
        }
        var bodies: [Int32: Set<String>] = [:]
        for row in versions {
            let (file, hash) = try row.decode((Int32, String).self)
            bodies[file, default: []].insert(hash)
        }
        return try files.compactMap { row in
            let (id, path, stamp, hash) = try row.decode((Int32, String, String?, String).self)
            return FolderPath(path).map {
                KnownFile(
                    id: id,
                    path: $0,
                    stamp: stamp,
                    bodyHash: hash,
                    sections: sectionsOfFiles[id] ?? [],
                    formerBodies: bodies[id] ?? []
                )
            }
        }
    }

    private static func base(_ row: PostgresRow) throws -> (String, [KnownSection]) {
        let (stamp, memories, titles, texts) = try row.decode((String, [Int32], [String], [String]).self)
        let sections = zip(memories, zip(titles, texts)).enumerated().map { ordinal, section in
            KnownSection(
                memory: section.0,
                ordinal: ordinal,
                title: MarkdownText(section.1.0),
                text: MarkdownText(section.1.1)
            )
        }
        return (stamp, sections)
    }

    /// The memories that have a place, those that took over from them, those that are named, and as many others as a folder
    /// takes of what is believed.
    private static func rows(of bank: Int32, in folder: Int32, _ named: [Int32]) -> SQL {
        let isBelieved = MemoryCondition().met(by: "m")
        return """
            WITH RECURSIVE placed (id) AS (
                SELECT memory_id FROM public.memory_file_sections WHERE folder_id = \(folder)
                UNION SELECT unnest(\(named))
                UNION SELECT m.superseded_by FROM placed JOIN public.memories AS m ON m.id = placed.id
                    WHERE m.superseded_by IS NOT NULL
            )
            SELECT m.id, m.content, \(fragment: isBelieved), m.retired_as, m.superseded_by, m.metadata ->> 'file'
            FROM public.memories AS m WHERE m.memory_bank_id = \(bank) AND (m.id IN (SELECT id FROM placed) OR m.id IN (
                SELECT m.id FROM public.memories AS m WHERE m.memory_bank_id = \(bank) AND \(fragment: isBelieved)
                ORDER BY m.id LIMIT \(mostMemories + 1)))
            """
    }

    static func row(_ row: PostgresRow) throws -> MemoryRow {
        let (id, content, isBelieved, retirement, successor, file) = try row.decode(
            (Int32, String, Bool, Retirement?, Int32?, String?).self
        )
        let retired: MemoryRow.Retirement? =
            switch retirement {
            // What has expired is believed no more, and is not retired.
            case nil: isBelieved ? nil : .forgotten
            case .forgotten: .forgotten
            case .superseded, .merged, .corrected: .replaced(by: successor)
            }
        return MemoryRow(id: id, content: content, retirement: retired, file: file.flatMap { FolderPath($0) })
    }
}

/// What is known of a folder and its bank at a moment.
struct FolderSnapshot: Sendable {
    /// Of the folder.
    let revision: Int64
    let state: FolderState
    /// Whether the bank has more memories than a folder takes.
    let isCut: Bool
}
