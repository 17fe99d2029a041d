"""One face for the clients of all versions of the package `mcp`, and for `fastmcp`: the first generation has sessions
over streams, the second a `Client`, and `fastmcp` one of its own."""

import asyncio
import contextlib
import dataclasses
import importlib.metadata

VERSION = importlib.metadata.version("mcp")
NUMBERS = tuple(int(part) for part in VERSION.split("."))
IS_SECOND_GENERATION = NUMBERS >= (2,)
# Progress and lists of templates came later than the very first client.
HAS_PROGRESS = NUMBERS >= (1, 9)


@dataclasses.dataclass
class Command:
    """The server's program."""

    path: str
    arguments: list
    environment: dict


class ProtocolError(Exception):
    """The server answered with a JSON-RPC error."""

    def __init__(self, code, message):
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


class Connection:
    """An open session. Results are plain JSON, under the names that they have on the wire."""

    has_progress = HAS_PROGRESS

    def __init__(self, client, protocol_version, server_name, instructions):
        self.client = client
        self.protocol_version = protocol_version
        self.server_name = server_name
        self.instructions = instructions

    async def list_tools(self):
        return (await self._answer(self.client.list_tools()))["tools"]

    async def call(self, tool, arguments, progress=None):
        more = {"progress_callback": progress} if progress else {}
        return await self._answer(self.client.call_tool(tool, arguments, **more))

    async def list_resources(self, cursor=None):
        """One page of them, and where the next begins."""
        if cursor is None:
            return await self._answer(self.client.list_resources())
        return await self._answer(self.client.list_resources(cursor=cursor))

    async def list_resource_templates(self):
        return (await self._answer(self.client.list_resource_templates()))["resourceTemplates"]

    async def read_resource(self, uri):
        if not IS_SECOND_GENERATION:
            from pydantic import AnyUrl

            uri = AnyUrl(uri)
        return (await self._answer(self.client.read_resource(uri)))["contents"]

    async def list_prompts(self):
        return (await self._answer(self.client.list_prompts()))["prompts"]

    async def get_prompt(self, name, arguments):
        return (await self._answer(self.client.get_prompt(name, arguments)))["messages"]

    async def ping(self):
        await self._answer(self.client.send_ping())

    def listen(self, uri):
        """A subscription to changes of one resource, entered when the server has acknowledged it."""
        return self.client.listen(resource_subscriptions=[uri])

    async def notify_cancelled(self, request_id):
        """Cancels by hand, in the versions whose client has no word for it."""
        from mcp import types

        params = types.CancelledNotificationParams(requestId=request_id, reason="no longer wanted")
        notification = types.CancelledNotification(method="notifications/cancelled", params=params)
        await self.client.send_notification(types.ClientNotification(notification))

    @property
    def next_request_id(self):
        return None if IS_SECOND_GENERATION else self.client._request_id

    @staticmethod
    async def _answer(request):
        try:
            result = await request
        except Exception as error:
            if type(error).__name__ in ("McpError", "MCPError"):
                raise ProtocolError(error.error.code, error.error.message) from error
            raise
        return result.model_dump(by_alias=True, mode="json", exclude_none=True)


class FastMCPConnection(Connection):
    """The same over the client of the package `fastmcp`."""

    async def list_tools(self):
        return (await self._answer(self.client.list_tools_mcp()))["tools"]

    async def call(self, tool, arguments, progress=None):
        return await self._answer(self.client.call_tool_mcp(tool, arguments, progress_handler=progress))

    async def list_resources(self, cursor=None):
        return await self._answer(self.client.list_resources_mcp(cursor=cursor))

    async def list_resource_templates(self):
        return (await self._answer(self.client.list_resource_templates_mcp()))["resourceTemplates"]

    async def read_resource(self, uri):
        return (await self._answer(self.client.read_resource_mcp(uri)))["contents"]

    async def list_prompts(self):
        return (await self._answer(self.client.list_prompts_mcp()))["prompts"]

    async def get_prompt(self, name, arguments):
        return (await self._answer(self.client.get_prompt_mcp(name, arguments)))["messages"]

    async def ping(self):
        if not await self.client.ping():
            raise AssertionError("ping was not answered")

    def listen(self, uri):
        from mcp.client.subscriptions import listen

        return listen(self.client.session, resource_subscriptions=[uri])


def connect(target, mode, package="mcp", **more):
    """A session with a server: `target` is a command to run, or the URL of an endpoint. What more is given goes to the
    client of `fastmcp`, or to that of the second generation."""
    if package == "fastmcp":
        return _connect_fastmcp(target, mode, **more)
    return _connect_second(target, mode, **more) if IS_SECOND_GENERATION else _connect_first(target)


@contextlib.asynccontextmanager
async def _connect_second(target, mode, **more):
    from mcp.client.client import Client

    async with Client(target if isinstance(target, str) else _parameters(target), mode=mode, **more) as client:
        info = client.server_info
        yield Connection(client, client.protocol_version, info.name if info else None, client.instructions)


@contextlib.asynccontextmanager
async def _connect_first(target):
    from mcp import ClientSession

    async with _streams(target) as streams, ClientSession(streams[0], streams[1]) as session:
        # The very first client takes no more answers until somebody has read what the server told it unasked.
        reading = asyncio.create_task(_read(session.incoming_messages)) if NUMBERS < (1, 9) else None
        answer = await session.initialize()
        instructions = getattr(answer, "instructions", None)
        yield Connection(session, answer.protocolVersion, answer.serverInfo.name, instructions)
        if reading:
            reading.cancel()


@contextlib.asynccontextmanager
async def _connect_fastmcp(target, mode, **more):
    from fastmcp import Client
    from fastmcp.client.transports import StdioTransport

    if not isinstance(target, str):
        target = StdioTransport(target.path, target.arguments, env=target.environment, keep_alive=False)
    async with Client(target, mode=mode, **more) as client:
        info = client.server_info
        yield FastMCPConnection(client, client.protocol_version, info.name if info else None, client.instructions)


async def _read(messages):
    async for _ in messages:
        pass


def _streams(target):
    """The two streams that a session of the first generation reads and writes."""
    if isinstance(target, str):
        from mcp.client import streamable_http

        newest = getattr(streamable_http, "streamable_http_client", None)
        return (newest or streamable_http.streamablehttp_client)(target)
    from mcp.client.stdio import stdio_client

    return stdio_client(_parameters(target))


def _parameters(command):
    from mcp.client.stdio import StdioServerParameters

    return StdioServerParameters(command=command.path, args=command.arguments, env=command.environment)
