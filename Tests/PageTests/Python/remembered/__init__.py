"""The views of agent-memory: memories, conversations, and what is to be reviewed."""

from apps import listing
from remembered import framed, hostile, memories, review, session, stored

VIEWS = {
    "search_memories": "memories", "list_memories": "memories", "list_memory_banks": "memories",
    "get_conversation": "session", "search_conversations": "session",
    "find_conflicts": "review", "consolidate_memories": "review",
}  # fmt: skip


def run(window, server, report):
    memories.empty(window, report)
    stored.fill(server)
    memories.run(window, server, report)
    session.run(window, report)
    review.run(window, server, report)
    views = listing.listed(server, report, VIEWS)
    framed.run(window, server, report, views)
    hostile.run(window, server, report, views)
