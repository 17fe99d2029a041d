// Written by embed-files.
// swift-format-ignore-file

import Migration

let migrationFiles: [MigrationFile] = [
    MigrationFile(version: 1, name: "plain", sql: #"""
-- no transaction
SELECT $$ "quoted" \ \(not interpolated) $$;

"""#),
    MigrationFile(version: 2, name: "fences", sql: ###"""
COMMENT ON TABLE t IS '"""# "" ends no literal "##, nor does """##';

"""###),
    MigrationFile(version: 3, name: "last_line", sql: #"""
-- no newline at the end, and grüße ✓
"""#),
]
