"""The views of a server inside a client of MCP Apps (2026-01-26)."""

import time

from apps import collection, hostile, listing, search, speed
from search.page import DOCUMENTS


VIEWS = {"search_documents": "search", "find_similar_documents": "search", "describe_collection": "collection"}


def run(window, server, report):
    fill(server)
    views = listing.listed(server, report, VIEWS)
    # What clients do, and what the two attributes make of a frame's origin.
    for sandbox in ["allow-scripts", "allow-scripts allow-same-origin"]:
        search.run(window, server, report, views["search_documents"], sandbox)
        collection.run(window, server, report, views["describe_collection"], sandbox)
    for part in [search.without_tools, search.colours, hostile.messages, hostile.rows, hostile.many, speed.shown]:
        part(window, server, report, views["search_documents"])
    collection.without_tools(window, server, report, views["describe_collection"])


def fill(server):
    server.call("add_documents", {"documents": DOCUMENTS, "wait_seconds": 120})
    # Words are indexed behind the calls.
    while "waiting" in server.call("search_documents", {"query": "tea"})["structuredContent"]:
        time.sleep(0.1)
