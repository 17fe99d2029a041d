"""Fills a real Chroma server, and has a built rag make sources of what it holds.

Usage: chroma_sources.py RAG

Runs with the PyPI package `chromadb`. The server under test gets this process's environment, and CHROMA_URL.
"""

import os
import sys

from chroma import LONG, filled
from report import Report
from store import Server


def play(server, report):
    done = server.call("import_chroma", **{"from": "notes"})
    report.check("all that has a text is stored", done["created"] == 251 and done["skipped"] == 1, done)
    note = server.call("get_source", key="n7", chunks_from=0)
    report.check("a text is a source", note["content"] == "Note number 7, café.", note)
    metadata = note["source"]["metadata"]
    report.check("with its metadata", metadata == {"number": 7, "half": 3.5, "even": False}, metadata)
    report.check("which is cut into chunks with vectors", "waiting" not in note["source"] and len(note["chunks"]) == 1)
    long = server.call("get_source", key="long", chunks_from=0)
    report.check("a long one into many", len(long["chunks"]) > 10, len(long["chunks"]))
    report.check("that cover it", long["content"] == LONG[:20_000])
    found = server.call("search_documents", query="note number 9", filter={"number": 9}, mode="vector")
    report.check("they are found by filter and meaning", found["hits"][0]["content"] == "Note number 9, café.", found)
    answer = server.call("rag_query", query="Who repaired the wooden bench?")
    report.check("and are answered from", "gardener" in answer["answer"], answer)
    again = server.call("import_chroma", **{"from": "notes"})
    report.check("what is there is skipped", again["skipped"] == 252 and again["created"] == 0, again)


def main():
    report = Report()
    with filled() as address:
        server = Server(sys.argv[1], os.environ | {"CHROMA_URL": address})
        with report.part("importing from Chroma"):
            play(server, report)
        closed = Server(sys.argv[1], dict(os.environ)).call("import_chroma", **{"from": "notes"})
        report.check("without CHROMA_URL nobody is asked", "CHROMA_URL" in closed, closed)
    sys.exit(report.failed)


if __name__ == "__main__":
    main()
