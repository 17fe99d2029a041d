"""The views of rag: questions with their answers, what those cite, the way to an answer, and the sources."""

from apps import listing
from cited import asking, former, framed, hostile, jumping, kept, model, sources, stored

VIEWS = {
    "rag_query": "ask", "get_query": "trace", "list_sessions": "sessions", "get_session": "sessions",
    "list_sources": "sources",
}  # fmt: skip


def run(window, server, report):
    asking.empty(window, report)
    stored.fill(server)
    for part in [asking.run, jumping.run, kept.run, sources.run]:
        part(window, server, report)
    views = listing.listed(server, report, VIEWS)
    framed.run(window, server, report, views)
    former.run(window, server, report, views)
    hostile.run(window, server, report, views)


def written(window, server, report):
    model.run(window, server, report)
