"""What every client does with vector-store: lists its tools, keeps documents, searches them, reads them as resources,
hears of their changes, errs, waits and leaves."""

import asyncio
import json
import uuid

import connection

# The newest revision that each version of the client asks for.
REVISIONS = {
    "2.3.0": "2025-11-25", "1.30.0": "2025-11-25", "1.12.4": "2025-06-18", "1.9.4": "2025-03-26",
    "1.2.1": "2024-11-05",
}
TOOLS = [
    "add_document", "add_documents", "count_documents", "delete_document", "delete_documents", "find_similar_documents",
    "get_document", "get_documents", "get_task", "list_documents", "search_documents", "update_document",
]
DOCUMENTS = [
    "Glaciers carve wide valleys as they slide toward the sea.",
    "A violin has four strings and is played with a bow.",
    "Fresh pasta needs only flour, eggs and a little patience.",
]


async def run(client, report, options):
    tag = str(uuid.uuid4())
    await report.guard("greeting", greeting(client, report, options.mode))
    await report.guard("tools", tools(client, report))
    ids = await report.guard("adding", adding(client, report, tag))
    await report.guard("searching", searching(client, report, tag, ids))
    await report.guard("changing", changing(client, report, tag, ids))
    await report.guard("resources", resources(client, report, ids))
    await report.guard("prompts", prompts(client, report))
    if client.protocol_version == "2026-07-28":
        await report.guard("listening", listening(client, report, ids, options.server))
    await report.guard("errors", errors(client, report))
    if client.has_progress:
        await report.guard("progress", progress(client, report))
        await report.guard("cancelling", cancelling(client, report, tag))
    await report.guard("deleting", deleting(client, report, tag, ids))


async def greeting(client, report, mode):
    expected = REVISIONS[connection.VERSION] if mode == "legacy" else "2026-07-28"
    report.check(f"the revision is {expected}", client.protocol_version == expected, client.protocol_version)
    if mode != "2026-07-28":  # a pinned client never asks
        report.check("the server says who it is", client.server_name, client.server_name)
        if connection.VERSION != "1.2.1":  # it does not pass them on
            report.check("the server has instructions", client.instructions, client.instructions)
    if mode == "legacy":
        await client.ping()
        report.check("ping is answered", True)


async def tools(client, report, expected=TOOLS):
    listed = await client.list_tools()
    names = sorted(tool["name"] for tool in listed)
    report.check("the tools are listed", names == expected, names)
    for tool in listed:
        report.check(f"{tool['name']} has a schema for its output", tool.get("outputSchema"), tool)


async def value(client, tool, arguments):
    result = await client.call(tool, arguments)
    if result.get("isError"):
        raise AssertionError(f"{tool} failed: {result['content']}")
    # Many clients know the text alone, so it must say the same.
    told = json.loads(result["content"][0]["text"])
    if result.get("structuredContent", told) != told:
        raise AssertionError(f"{tool} says two things: {result}")
    return told


async def adding(client, report, tag):
    ids = []
    for number, content in enumerate(DOCUMENTS):
        added = await value(
            client,
            "add_document",
            {"content": content, "title": f"Document {number}", "metadata": {"tag": tag, "number": number}},
        )
        report.check(f"document {number} is added", isinstance(added["id"], int), added)
        ids.append(added["id"])
    return ids


async def searching(client, report, tag, ids):
    query = {"query": "Which instrument is played with a bow?", "filter": {"tag": tag}}
    hits = (await value(client, "search_documents", query))["hits"]
    report.check("search finds the three", sorted(hit["id"] for hit in hits) == sorted(ids), hits)
    report.check("the violin comes first", hits[0]["id"] == ids[1] and "violin" in hits[0]["content"], hits)
    hits = (await value(client, "search_documents", query | {"limit": 1}))["hits"]
    report.check("limit is kept", len(hits) == 1, hits)
    hits = (await value(client, "search_documents", query | {"filter": {"tag": tag, "number": 2}}))["hits"]
    report.check("a filter narrows the search", [hit["id"] for hit in hits] == [ids[2]], hits)


async def changing(client, report, tag, ids):
    document = await value(client, "get_document", {"id": ids[0]})
    report.check("a document comes back as it was added", document["content"] == DOCUMENTS[0], document)
    report.check("with its title", document["title"] == "Document 0", document)

    metadata = {"tag": tag, "number": 0, "seen": True}
    updated = await value(client, "update_document", {"id": ids[0], "metadata": metadata})
    report.check("new metadata is kept and nothing embedded again", not updated["reembedded"], updated)
    report.check("the metadata is the new one", updated["metadata"] == metadata, updated)

    content = "The night train crosses three borders before breakfast."
    updated = await value(client, "update_document", {"id": ids[0], "content": content})
    report.check("new content is embedded again", updated["reembedded"], updated)
    hits = (await value(client, "search_documents", {"query": "railway journey", "filter": {"tag": tag}}))["hits"]
    report.check("new content is found", hits[0]["id"] == ids[0], hits)


async def resources(client, report, ids):
    uri = f"paddle://documents/{ids[1]}"
    if connection.HAS_PROGRESS:
        templates = await client.list_resource_templates()
        found = [template["uriTemplate"] for template in templates]
        report.check("documents are a template of resources", found == ["paddle://documents/{id}"], templates)
    page = await client.list_resources()
    listed = page["resources"]
    while connection.HAS_PROGRESS and page.get("nextCursor"):
        page = await client.list_resources(page["nextCursor"])
        listed += page["resources"]
    mine = [resource for resource in listed if resource["uri"] == uri]
    if connection.HAS_PROGRESS:
        report.check("the pages of the list hold the document once", len(mine) == 1, mine)
    contents = await client.read_resource(uri)
    report.check("its text is the contents", [part["text"] for part in contents] == [DOCUMENTS[1]], contents)
    try:
        contents = await client.read_resource("paddle://documents/987654321")
        report.check("an unknown document is an error", False, contents)
    except connection.ProtocolError as error:
        expected = -32602 if client.protocol_version == "2026-07-28" else -32002
        report.check("an unknown document is an error", error.code == expected, error)


async def prompts(client, report):
    listed = await client.list_prompts()
    report.check("the prompt is listed", [prompt["name"] for prompt in listed] == ["answer_from_documents"], listed)
    question = "Which instrument is played with a bow?"
    messages = await client.get_prompt("answer_from_documents", {"question": question, "limit": "3"})
    text = messages[0]["content"]["text"]
    report.check("the prompt holds the question and what was found", question in text and "violin" in text, text)


async def listening(client, report, ids, server):
    """Another process changes a document; PostgreSQL tells this one's server."""
    uri = f"paddle://documents/{ids[2]}"
    async with client.listen(uri) as subscription:
        arguments = json.dumps({"id": ids[2], "title": "Renamed by another process"})
        other = await asyncio.create_subprocess_exec(
            server, "call", "update_document", arguments,
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )
        output, _ = await asyncio.wait_for(other.communicate(), 60)
        report.check("another process changes a document", other.returncode == 0, output)
        event = await asyncio.wait_for(anext(aiter(subscription)), 60)
        report.check("the subscriber hears of it", getattr(event, "uri", None) == uri, event)
    document = await value(client, "get_document", {"id": ids[2]})
    report.check("and sees the change", document["title"] == "Renamed by another process", document)


async def errors(client, report):
    try:
        result = await client.call("no_such_tool", {})
        report.check("an unknown tool is a protocol error", False, result)
    except connection.ProtocolError as error:
        report.check("an unknown tool is a protocol error", error.code == -32602, error)
        report.check("it names the tool", "no_such_tool" in error.message, error)
    for name, tool, arguments, word in [
        ("a bad argument", "search_documents", {"query": "tea", "limit": 1000}, "limit"),
        ("a missing argument", "search_documents", {}, "query"),
        ("an unknown id", "get_document", {"id": 987654321}, "987654321"),
    ]:
        result = await client.call(tool, arguments)
        text = "\n".join(block.get("text", "") for block in result["content"])
        report.check(f"{name} is an error of the tool", result.get("isError"), result)
        report.check(f"{name} is explained", word in text, text)


def long_text(words):
    return " ".join(f"Sentence {number} tells of stone walls, late trains and rain." for number in range(words // 10))


async def progress(client, report):
    seen = []

    async def note(done, total, message):
        seen.append((done, total))

    added = await client.call("add_document", {"content": long_text(2_000)}, progress=note)
    report.check("progress arrives", seen, added)
    report.check("progress grows to its total", all(a[0] < b[0] <= b[1] for a, b in zip(seen, seen[1:])), seen)
    await value(client, "delete_document", {"id": json.loads(added["content"][0]["text"])["id"]})


async def cancelling(client, report, tag):
    started = asyncio.Event()

    async def note(done, total, message):
        started.set()

    arguments = {"content": long_text(40_000), "metadata": {"tag": f"{tag} cancelled"}}
    request_id = client.next_request_id
    call = asyncio.create_task(client.call("add_document", arguments, progress=note))
    await asyncio.wait_for(started.wait(), 60)
    if request_id is not None:
        await client.notify_cancelled(request_id)
    call.cancel()
    try:
        report.check("a cancelled call ends without a result", False, await call)
    except asyncio.CancelledError:
        report.check("a cancelled call ends without a result", True)
    query = {"query": "stone walls", "filter": arguments["metadata"]}
    hits = (await value(client, "search_documents", query))["hits"]
    report.check("a cancelled call stores nothing, and the server goes on", hits == [], hits)


async def deleting(client, report, tag, ids):
    for document in ids:
        deleted = await value(client, "delete_document", {"id": document})
        report.check(f"document {document} is deleted", deleted == {"id": document, "deleted": True}, deleted)
    hits = (await value(client, "search_documents", {"query": "violin", "filter": {"tag": tag}}))["hits"]
    report.check("nothing is left", hits == [], hits)
