"""What an agent of AG2 does with vector-store, without a language model: it discovers the tools and calls them, in
the words of version 1 (`MCPToolkit`) or of the versions before (`autogen.mcp.create_toolkit`)."""

import contextlib
import importlib.metadata
import json
import uuid

import connection
import scenario

VERSION = importlib.metadata.version("ag2")
IS_FIRST_GENERATION = VERSION.startswith("0.")


class Refused(Exception):
    """The tool failed."""


class Toolkit:
    """Version 1: a toolkit opens a session for each operation, and finds the tools when their schemas are asked for."""

    def __init__(self, target, mode):
        from ag2.context import ConversationContext
        from ag2.tools.toolkits.mcp_server import MCPServerConfig, MCPStdioServerConfig, MCPToolkit
        from ag2.stream import MemoryStream

        if isinstance(target, str):
            config = MCPServerConfig(server_url=target, protocol_mode=mode)
        else:
            config = MCPStdioServerConfig(
                command=target.path, args=target.arguments, env=target.environment, protocol_mode=mode
            )
        self.toolkit = MCPToolkit(config)
        self.context = ConversationContext(stream=MemoryStream())

    async def schemas(self):
        found = await self.toolkit.schemas(self.context)
        return {schema.function.name: schema.function.parameters for schema in found}

    async def call(self, name, arguments):
        from ag2.events import ToolCallEvent, ToolErrorEvent

        event = ToolCallEvent(name, arguments=json.dumps(arguments))
        answer = await self.toolkit._tools[name](event, self.context)
        if isinstance(answer, ToolErrorEvent):
            raise Refused(str(answer.error))
        return answer.result.parts[0].content


class Session:
    """Before version 1: an open session of the package `mcp` is made into a toolkit."""

    def __init__(self, toolkit):
        self.tools = {tool.name: tool for tool in toolkit.tools}

    async def schemas(self):
        # The templates of resources are among the tools, too.
        return {
            name: tool._func_schema["function"]["parameters"]
            for name, tool in self.tools.items()
            if name in scenario.TOOLS
        }

    async def call(self, name, arguments):
        try:
            text, _ = await self.tools[name](**arguments)
        except ValueError as error:
            raise Refused(str(error)) from error
        return text


@contextlib.asynccontextmanager
async def connect(target, mode):
    if not IS_FIRST_GENERATION:
        yield Toolkit(target, mode)
        return
    from autogen.mcp import create_toolkit

    async with connection.connect(target, mode) as client:
        yield Session(await create_toolkit(client.client))


async def run(agent, report):
    schemas = await agent.schemas()
    report.check("the tools are found", sorted(schemas) == scenario.TOOLS, sorted(schemas))
    properties = schemas["search_documents"]["properties"]
    report.check("with the schemas of their arguments", "query" in properties, schemas["search_documents"])

    tag = str(uuid.uuid4())
    ids = []
    for content in scenario.DOCUMENTS:
        added = json.loads(await agent.call("add_document", {"content": content, "metadata": {"tag": tag}}))
        report.check("a document is added", isinstance(added["id"], int), added)
        ids.append(added["id"])
    query = {"query": "Which instrument is played with a bow?", "filter": {"tag": tag}, "limit": 2}
    hits = json.loads(await agent.call("search_documents", query))["hits"]
    report.check("the text of the answer tells what was found", hits[0]["id"] == ids[1], hits)
    report.check("limit is kept", len(hits) == 2, hits)
    try:
        report.check("a bad argument is refused", False, await agent.call("search_documents", {"query": ""}))
    except Refused as refusal:
        report.check("a bad argument is refused, and named", "query" in str(refusal), refusal)
    for document in ids:
        deleted = json.loads(await agent.call("delete_document", {"id": document}))
        report.check("a document is deleted", deleted["deleted"], deleted)
