"""One face for the clients of all versions of the package `mcp`: the first generation has sessions over streams, the
second a `Client`."""

import contextlib
import dataclasses
import importlib.metadata

VERSION = importlib.metadata.version("mcp")
IS_SECOND_GENERATION = int(VERSION.split(".")[0]) >= 2


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

    def __init__(self, client, protocol_version, server_name, instructions):
        self.client = client
        self.protocol_version = protocol_version
        self.server_name = server_name
        self.instructions = instructions

    async def list_tools(self):
        return (await self._answer(self.client.list_tools()))["tools"]

    async def call(self, tool, arguments, progress=None):
        return await self._answer(self.client.call_tool(tool, arguments, progress_callback=progress))

    async def ping(self):
        await self._answer(self.client.send_ping())

    async def notify_cancelled(self, request_id):
        """Cancels by hand, in the versions whose client has no word for it."""
        from mcp import types

        params = types.CancelledNotificationParams(requestId=request_id, reason="no longer wanted")
        notification = types.CancelledNotification(method="notifications/cancelled", params=params)
        await self.client.send_notification(types.ClientNotification(notification))

    @property
    def next_request_id(self):
        return self.client._request_id

    @staticmethod
    async def _answer(request):
        try:
            result = await request
        except Exception as error:
            if type(error).__name__ in ("McpError", "MCPError"):
                raise ProtocolError(error.error.code, error.error.message) from error
            raise
        return result.model_dump(by_alias=True, mode="json", exclude_none=True)


@contextlib.asynccontextmanager
async def connect(command, mode):
    from mcp.client.stdio import StdioServerParameters, stdio_client

    server = StdioServerParameters(command=command.path, args=command.arguments, env=command.environment)
    if IS_SECOND_GENERATION:
        from mcp.client.client import Client

        async with Client(server, mode=mode) as client:
            info = client.server_info
            yield Connection(client, client.protocol_version, info.name if info else None, client.instructions)
    else:
        from mcp import ClientSession

        async with stdio_client(server) as (reading, writing), ClientSession(reading, writing) as session:
            answer = await session.initialize()
            yield Connection(session, answer.protocolVersion, answer.serverInfo.name, answer.instructions)
