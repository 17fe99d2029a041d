import Postgres
import SystemPackage

/// The SQL of folders: what was in their files when they were last in step with their banks.
struct FolderStore: Sendable {
    /// More memories without a file are not taken into a folder.
    static let mostMemories: Int32 = 20_000

    let pool: PostgresPool

    private static let columns: SQL = "id, name::pg_catalog.text, memory_bank_id, path"

    private static func link(_ row: PostgresRow) throws -> FolderLink {
        let (id, name, bank, path) = try row.decode((Int32, String, Int32, String).self)
        return FolderLink(id: id, name: name, bank: bank, path: path)
    }

    /// The folder that one of these names belongs to.
    func link(named names: [String]) async throws -> FolderLink? {
        try await pool.query(
            """
            SELECT \(fragment: Self.columns) FROM public.memory_folders WHERE name = ANY (\(names))
            ORDER BY pg_catalog.array_position(\(names), name) LIMIT 1
            """
        ).first.map(Self.link)
    }

    /// The folder of a bank that had this path last.
    func link(at path: String, of bank: Int32) async throws -> FolderLink? {
        try await pool.query(
            """
            SELECT \(fragment: Self.columns) FROM public.memory_folders
            WHERE memory_bank_id = \(bank) AND path = \(path) ORDER BY id DESC LIMIT 1
            """
        ).first.map(Self.link)
    }

    func add(name: String, path: String, bank: Int32) async throws -> FolderLink {
        guard
            let row = try await pool.query(
                """
                INSERT INTO public.memory_folders (name, memory_bank_id, path) VALUES (\(name), \(bank), \(path))
                RETURNING \(fragment: Self.columns)
                """
            ).first
        else { throw StalePlan() }
        return try Self.link(row)
    }

    func move(_ folder: FolderLink, to path: String) async throws {
        try await pool.execute("UPDATE public.memory_folders SET path = \(path) WHERE id = \(folder.id)")
    }

    /// The names of the folders of a bank.
    func names(of bank: Int32) async throws -> Set<String> {
        try await Set(
            pool.query("SELECT name::pg_catalog.text FROM public.memory_folders WHERE memory_bank_id = \(bank)")
                .map { try $0.decode(String.self) }
        )
    }

    /// How many memories have a place in a folder.
    func count(in folder: FolderLink) async throws -> Int64 {
        try await pool.query(
            "SELECT count(*) FROM public.memory_file_sections WHERE folder_id = \(folder.id) AND is_there"
        ).first?.decode(Int64.self) ?? 0
    }
}

/// Folder or bank have changed since the plan was made: nothing of it was done.
struct StalePlan: Error {}
