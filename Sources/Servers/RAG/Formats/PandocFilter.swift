import Glibc
import SystemPackage

/// What pandoc does with a document between reading and writing it.
///
/// - Images become their description. Raw HTML and LaTeX, divisions and spans go, their content stays. Links to `data:`
///   become their text.
/// - A cell of a table becomes one line without spans, as tables of Markdown are; else pandoc would write "[TABLE]".
/// - The title from the metadata comes first, on a line of its own.
enum PandocFilter {
    /// Writes the filter to a file, which pandoc asks for and which is there while the body runs.
    static func withFile<Result>(_ body: (FilePath) async throws -> Result) async throws -> Result {
        let folder = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
        let path = FilePath(folder).appending("paddle-rag-\(UInt64.random(in: 0...UInt64.max)).lua")
        let file = try FileDescriptor.open(
            path,
            .writeOnly,
            options: [.create, .exclusiveCreate, .noFollow, .closeOnExec],
            permissions: .ownerReadWrite
        )
        defer { _ = unsafe unlink(path.string) }
        try file.closeAfter { _ = try file.writeAll(script.utf8) }
        return try await body(path)
    }

    /// Written for pandoc 2.17 and later.
    private static let script = #"""
        local utils = pandoc.utils

        local function content(element) return element.content end
        local function nothing() return {} end

        -- Pandoc 3 has figures; before, a figure is an image whose description is the caption.
        local function figure(element)
          local blocks = pandoc.List(element.content)
          blocks:extend(element.caption.long or {})
          return blocks
        end

        -- All text in blocks as one line.
        local function line(blocks)
          local inlines = pandoc.List()
          local function add(more)
            if #inlines > 0 and #more > 0 then inlines:insert(pandoc.Space()) end
            inlines:extend(more)
          end
          local function visit(list)
            for _, block in ipairs(list) do
              if block.t == "BulletList" or block.t == "OrderedList" then
                for _, item in ipairs(block.content) do visit(item) end
              elseif block.t == "DefinitionList" then
                for _, item in ipairs(block.content) do
                  add(item[1])
                  for _, definition in ipairs(item[2]) do visit(definition) end
                end
              elseif block.t == "BlockQuote" then
                visit(block.content)
              else
                add(utils.blocks_to_inlines({ block }, { pandoc.Space() }))
              end
            end
          end
          visit(blocks)
          local span = pandoc.Span(inlines):walk { LineBreak = pandoc.Space, SoftBreak = pandoc.Space }
          return { pandoc.Plain(span.content) }
        end

        local function simplify(table)
          local simple = utils.to_simple_table(table)
          simple.headers = simple.headers:map(line)
          simple.rows = simple.rows:map(function(row) return pandoc.List(row):map(line) end)
          simple.widths = simple.widths:map(function() return 0 end)
          return utils.from_simple_table(simple)
        end

        local function link(element)
          if element.target:lower():gsub("%%20", ""):match("^%s*data:") then return element.content end
        end

        -- Pandoc writes the document after all filters.
        local function print_title(meta)
          local title = meta.title and utils.stringify(meta.title) or ""
          io.stdout:write((title:gsub("%s+", " ")), "\n")
          io.stdout:flush()
        end

        return {
          {
            Image = function(image) return image.caption end,
            RawBlock = nothing,
            RawInline = nothing,
            Div = content,
            Span = content,
            Figure = figure,
            Link = link,
            Meta = print_title,
          },
          { Table = simplify },
        }
        """#
}
