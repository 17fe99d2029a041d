"""What is remembered where the views look."""

import time

import data

LONG = " ".join(f"Sentence {number} tells of rivers and stones." for number in range(300))
MEMORIES = [
    {"content": "Mara drinks green tea in the morning.", "kind": "preference", "importance": 5,
     "metadata": {"place": "kitchen"}},
    {"content": "The release goes out on Tuesday.", "kind": "procedure", "pinned": True},
    {"content": "The kea is a parrot of the mountains.", "kind": "fact", "valid_from": "2020-03-04T00:00:00Z"},
    {"content": f"A hostile memory. {data.HOSTILE}", "subject": data.HOSTILE, "metadata": {data.HOSTILE: data.HOSTILE}},
    {"content": f"{LONG} The lighthouse of Varnholm burns green. {LONG}"},
]  # fmt: skip
CONFLICTS = [
    ("city", "Mara lives in Lisbon.", "Mara lives in Porto now."),
    ("desk", "Mara has the desk at the window.", "Mara has the desk at the door."),
    ("pet", "Mara keeps a cat.", "Mara keeps a dog."),
]
TWICE = "The backup of the database runs every night."
# Long enough for pages, with a pause of three days in its middle.
TURNS = [
    {
        "role": "assistant" if number % 2 else "user",
        "speaker": "Assistant" if number % 2 else "Mara",
        "content": f"Turn {number}: "
        + ("The lighthouse burns green." if number == 230 else "We speak of the weather."),
        "created_at": f"2026-03-{1 if number < 150 else 4:02}T10:{number // 60:02}:{number % 60:02}Z",
    }
    for number in range(320)
]


def fill(server):
    server.call("create_memory_bank", {"name": "work", "description": "What is to be reviewed."})
    server.call("store_memories", {"memories": MEMORIES, "session_id": "talk"})
    for attribute, one, other in CONFLICTS:
        for content in (one, other):
            about = {"subject": "Mara", "attribute": attribute}
            server.call("store_memory", {"content": content, **about, "bank": "work", "on_duplicate": "store"})
    for _ in range(2):
        server.call("store_memory", {"content": TWICE, "bank": "work", "on_duplicate": "store"})
    for start in range(0, len(TURNS), 160):
        server.call("add_messages", {"session_id": "talk", "title": "A talk", "messages": TURNS[start : start + 160]})
    server.call("add_messages", {"session_id": data.HOSTILE, "messages": [{"role": "user", "content": data.HOSTILE}]})
    value = {"key": "draft", "value": {"step": 3}, "ttl_seconds": 9_000}
    server.call("set_working_memory", {"session_id": "talk", **value})
    # Words are indexed behind the calls.
    for tool in ["search_memories", "search_conversations"]:
        while "waiting" in server.call(tool, {"query": "tea"})["structuredContent"]:
            time.sleep(0.1)
