"""What every client does with agent-memory: lists its tools, remembers, corrects, forgets, recalls, and leaves."""

import uuid

import scenario

TOOLS = [
    "add_messages", "create_memory_bank", "delete_conversation", "forget_memory", "get_conversation", "get_memory",
    "get_working_memory", "list_conversations", "list_memories", "list_memory_banks", "recall", "restore_memory",
    "search_conversations", "search_memories", "set_working_memory", "store_memories", "store_memory",
    "supersede_memory", "update_memory",
]


async def run(client, report, options):
    bank = f"test-{uuid.uuid4()}"
    await report.guard("greeting", scenario.greeting(client, report, options.mode))
    await report.guard("tools", scenario.tools(client, report, TOOLS))
    await report.guard("remembering", remembering(client, report, bank))
    await report.guard("talking", talking(client, report, bank))
    await report.guard("erring", erring(client, report))


async def remembering(client, report, bank):
    await scenario.value(client, "create_memory_bank", {"name": bank})
    fact = {"content": "The kiln is fired on Thursdays.", "bank": bank, "kind": "fact", "metadata": {"site": 2}}
    stored = await scenario.value(client, "store_memory", fact)
    report.check("a memory is stored", stored["outcome"] == "stored", stored)
    again = await scenario.value(client, "store_memory", fact)
    report.check("and not twice", again["outcome"] == "merged" and again["id"] == stored["id"], again)
    asking = {"query": "When is the kiln used?", "banks": [bank]}
    hits = (await scenario.value(client, "search_memories", asking))["hits"]
    report.check("it is found", [hit["memory"]["id"] for hit in hits] == [stored["id"]], hits)
    parts = sum(hits[0]["parts"].values())
    report.check("its score is the sum of its parts", abs(parts - hits[0]["score"]) < 1e-9, hits[0])
    new = {"id": stored["id"], "content": "The kiln is fired on Fridays.", "idempotency_key": str(uuid.uuid4())}
    superseding = await scenario.value(client, "supersede_memory", new)
    report.check("it is superseded", superseding["supersedes"] == stored["id"], superseding)
    known = await scenario.value(client, "recall", asking)
    report.check("what is true now is recalled", known["context"].endswith("The kiln is fired on Fridays."), known)
    forgotten = await scenario.value(client, "forget_memory", {"id": superseding["id"]})
    report.check("it is forgotten", forgotten["forgotten"], forgotten)
    hits = (await scenario.value(client, "search_memories", asking))["hits"]
    report.check("and not found any more", hits == [], hits)


async def talking(client, report, bank):
    session = str(uuid.uuid4())
    turns = [{"role": "user", "content": "My boat is called Petrel."}, {"role": "assistant", "content": "A fine name."}]
    added = await scenario.value(client, "add_messages", {"session_id": session, "bank": bank, "messages": turns})
    report.check("turns are added", added["added"] == 2, added)
    asking = {"query": "What is the name of the boat?", "banks": [bank]}
    hits = (await scenario.value(client, "search_conversations", asking))["hits"]
    report.check("the turn is found", hits[0]["turn"]["content"] == turns[0]["content"], hits)
    kept = {"session_id": session, "bank": bank, "key": "step"}
    await scenario.value(client, "set_working_memory", kept | {"value": "{\"n\": 3}"})
    values = (await scenario.value(client, "get_working_memory", kept))["values"]
    report.check("a value is kept", values[0]["value"] == {"n": 3}, values)


async def erring(client, report):
    result = await client.call("get_memory", {"id": 987654321})
    report.check("what is not there is an error of the tool", result.get("isError"), result)
