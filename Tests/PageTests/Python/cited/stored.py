"""The sources about which is asked."""

import time

import data

# Each parrot is one character, two units of UTF-16, and four bytes.
LONG = " ".join(f"Sentence {number} \U0001f99c tells of rivers and stones." for number in range(600))
VARNHOLM = "The lighthouse of Varnholm burns green \U0001f7e2 at night."
# Families of several characters, accents of their own, and lines as Windows ends them.
KILN = (
    "# Kiln handbook \U0001f525\r\n\r\nThe kiln stands in the north hall; it holds forty bricks.\r\n\r\n"
    "## Firing \U0001f3fa\r\n\r\n"
    "Porcelain is fired at 1280 degrees by \U0001f469\u200d\U0001f692 Rene\u0301e in the cafe\u0301 kiln,\r\n"
    "and \U0001f1f3\U0001f1f4 earthenware at 1060 degrees.\r\n\r\n"
    "## Cleaning\r\n\r\nReplace the thermocouple once a year, in January.\r\n"
)
SOURCES = [
    {"key": "docs/kiln.md", "title": "Kiln handbook", "content": KILN, "metadata": {"kind": "handbook"}},
    {"key": "docs/rivers", "title": "Rivers",
     "content": f"{LONG}\n\n## Varnholm\n\n{VARNHOLM}\n\n## More\n\n{LONG}"},
    {"key": "hostile", "title": data.HOSTILE, "metadata": {data.HOSTILE: data.HOSTILE},
     "content": f"The harbour master of Doom collects 47 coins. {data.HOSTILE} He sleeps at noon."},
    {"key": "inverted", "title": "\u202edetrevni\u202c",
     "content": "\u202eThe mirror of Avalon hangs in the seventh tower.\u202c \u05d0\u05d1"},
    # A line of which no browser could break a word.
    {"key": "wide", "title": "Wide", "content": "Gyokuro is shaded for twenty days. " + "W" * 50_000},
    {"key": "brief", "title": "Brief", "content": "The ferry to Ouessant leaves at 8.15 in the morning."},
]  # fmt: skip

FIRING = "At how many degrees is porcelain fired?"
LIGHTHOUSE = "What burns green in Varnholm?"
HARBOUR = "How many coins does the harbour master of Doom collect?"
FERRY = "When does the ferry to Ouessant leave?"
FOREIGN = "Who won the chess championship of 1972?"


def fill(server):
    server.call("add_documents", {"documents": SOURCES})
    # What takes long is done behind the call, and words are indexed behind it always.
    while len(found := server.call("list_sources", {})["structuredContent"]["sources"]) < len(SOURCES) or any(
        source["chunks"] == 0 or "waiting" in source for source in found
    ):
        time.sleep(0.1)
    while "waiting" in server.call("search_documents", {"query": "tea"})["structuredContent"]:
        time.sleep(0.1)
