"""The server, as the MCP client `mcp` speaks with it."""

import contextlib

from anyio.from_thread import start_blocking_portal
from mcp import Client
from mcp.client.extension import advertise

EXTENSION = "io.modelcontextprotocol/ui"
MIME_TYPE = "text/html;profile=mcp-app"


@contextlib.contextmanager
def connection(url):
    """A connection of a client that shows views. It lives in a thread of its own, since Playwright blocks this one."""
    client = Client(url, extensions=[advertise(EXTENSION, {"mimeTypes": [MIME_TYPE]})])
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(client):
        yield Server(client, portal)


class Server:
    def __init__(self, client, portal):
        self._client = client
        self._portal = portal
        self.capabilities = client.server_capabilities

    def tools(self):
        return self._portal.call(self._client.list_tools).tools

    def resources(self):
        return self._portal.call(self._client.list_resources).resources

    def read(self, uri):
        return self._portal.call(self._client.read_resource, uri).contents

    def call(self, tool, arguments):
        """Calls a tool.
        Returns: its result as a client hands it on."""
        result = self._portal.call(self._client.call_tool, tool, arguments)
        return result.model_dump(mode="json", by_alias=True, exclude_none=True)

    def forward(self, method, params):
        """Answers a request of a view, as a client does that lets it call tools."""
        if method != "tools/call":
            return {"error": {"code": -32601, "message": f"Method not found: {method}"}}
        return {"result": self.call(params["name"], params.get("arguments", {}))}
