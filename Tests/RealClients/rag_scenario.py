"""What every client does with rag: lists its tools, adds a source, searches, packs a context, asks, and leaves."""

import uuid

import scenario

TOOLS = [
    "add_document", "add_documents", "cancel_task", "delete_source", "generate_context", "get_source", "get_task", "import_chroma",
    "ingest_folder",
    "list_sources", "preview_chunks", "rag_query", "search_documents",
]


async def run(client, report, options):
    await report.guard("greeting", scenario.greeting(client, report, options.mode))
    await report.guard("tools", scenario.tools(client, report, TOOLS))
    await report.guard("answering", answering(client, report))
    await report.guard("erring", erring(client, report))


async def answering(client, report):
    key = str(uuid.uuid4())
    text = "# Tides\n\nSpring tides come at full and new moon.\n\n## Harbour\n\nThe harbour master is called Ragnhild."
    source = {"key": key, "title": "Tides", "content": text, "metadata": {"site": 4}}
    added = await scenario.value(client, "add_document", source)
    report.check("a source is added", added["outcome"] == "created", added)
    again = await scenario.value(client, "add_document", source)
    report.check("and not twice", again["outcome"] == "unchanged" and again["id"] == added["id"], again)
    asking = {"query": "What is the name of the harbour master?", "source_ids": [added["id"]]}
    hits = (await scenario.value(client, "search_documents", asking))["hits"]
    report.check("a passage is found", "Ragnhild" in hits[0]["content"], hits)
    report.check("it knows what it stands under", hits[0]["headings"][0] == "Tides", hits)
    packed = await scenario.value(client, "generate_context", asking | {"budget_tokens": 200})
    report.check("a context is packed", "Ragnhild" in packed["context"] and packed["tokens"] <= 200, packed)
    answer = await scenario.value(client, "rag_query", asking)
    report.check("the question is answered", "Ragnhild" in answer["answer"], answer)
    quotes = [text[citation["range"]["start"] : citation["range"]["end"]] for citation in answer["citations"]]
    report.check("from the characters that are cited", quotes == [c["quote"] for c in answer["citations"]], answer)
    deleted = await scenario.value(client, "delete_source", {"id": added["id"]})
    report.check("the source is deleted", deleted["deleted"], deleted)
    hits = (await scenario.value(client, "search_documents", asking))["hits"]
    report.check("and not found any more", hits == [], hits)


async def erring(client, report):
    result = await client.call("get_source", {"id": 987654321})
    report.check("what is not there is an error of the tool", result.get("isError"), result)
