"""A client that hides nothing: what a test sends goes out as it is, and what comes back is handed over, and kept for
the judge of schemas."""

import asyncio
import contextlib
import dataclasses
import itertools
import json

import httpx2

MODERN = "2026-07-28"
HANDSHAKE = "2025-11-25"
TASKS = "io.modelcontextprotocol/tasks"
ELICITATION = {"elicitation": {"form": {}}}
DECLARED = ELICITATION | {"extensions": {TASKS: {}}}

META = "io.modelcontextprotocol/"
SUBSCRIPTION = META + "subscriptionId"
# A guard against hanging, not a measurement.
LIMIT = 60


@dataclasses.dataclass
class Answer:
    """What came back for a request: the message, and over HTTP the status."""

    message: dict
    status: int | None

    @property
    def result(self):
        if "result" not in self.message:
            raise AssertionError(f"an error instead of a result: {self.message}")
        return self.message["result"]

    @property
    def error(self):
        if "error" not in self.message:
            raise AssertionError(f"a result instead of an error: {self.message}")
        return self.message["error"]


class Subscription:
    """What arrives for one `subscriptions/listen`, in order."""

    def __init__(self, request_id):
        self.id = request_id
        self.messages = asyncio.Queue()

    async def next(self, limit=LIMIT):
        return await asyncio.wait_for(self.messages.get(), limit)


class RawClient:
    """What the two transports have in common. `transcript` holds every message, as the judge of schemas takes them."""

    is_http = False

    def __init__(self, revision):
        self.revision = revision
        self.transcript = []
        self._ids = itertools.count(1)

    async def request(self, method, params=None, capabilities=DECLARED, headers=None, judged=True, limit=LIMIT):
        """Asks, and waits for the answer.

        Parameters:
            headers: over HTTP replaces those of the client's own, None leaves one out.
            judged: whether the request is meant to fit the schemas.
        """
        message = self._message(method, params, capabilities)
        self._note("client", message, message, judged)
        return await asyncio.wait_for(self._exchange(message, headers or {}), limit)

    async def notify(self, method, params=None):
        await self._send({"jsonrpc": "2.0", "method": method, "params": params or {}})

    async def call(self, tool, arguments=None, capabilities=DECLARED, **more):
        """Calls a tool; what more is given goes beside its arguments."""
        return await self.request("tools/call", {"name": tool, "arguments": arguments or {}} | more, capabilities)

    @contextlib.asynccontextmanager
    async def listen(self, notifications):
        message = self._message("subscriptions/listen", {"notifications": notifications}, DECLARED)
        self._note("client", message, message)
        async with self._listening(message) as subscription:
            yield subscription

    async def open(self):
        """Shakes hands where the revision has it, and lists the tools, so that the judge knows what they promise."""
        self.greeting = None
        if self.revision == HANDSHAKE:
            about = {"protocolVersion": HANDSHAKE, "clientInfo": {"name": "raw", "version": "1"}}
            self.greeting = await self.request("initialize", about | {"capabilities": DECLARED})
            await self.notify("notifications/initialized")
        self.tools = (await self.request("tools/list")).result["tools"]
        return self

    def _message(self, method, params, capabilities):
        params = dict(params or {})
        if self.revision == MODERN:
            claim = {"protocolVersion": MODERN, "clientInfo": {"name": "raw", "version": "1"}}
            meta = {META + key: value for key, value in (claim | {"clientCapabilities": capabilities}).items()}
            params["_meta"] = meta | params.get("_meta", {})
        return {"jsonrpc": "2.0", "id": next(self._ids), "method": method, "params": params}

    def _note(self, who, message, request=None, judged=True):
        if judged:
            entry = {"from": who, "revision": self.revision, "line": json.dumps(message)}
            entry["method"] = request["method"] if request else None
            entry["tool"] = request["params"].get("name") if request else None
            self.transcript.append(entry)


class PipeClient(RawClient):
    """Over the standard streams of a process of its own."""

    def __init__(self, revision):
        super().__init__(revision)
        self._waiting = {}
        self._subscriptions = {}
        # What came that belongs to no request and no subscription.
        self.strays = []

    async def _send(self, message):
        self._process.stdin.write(json.dumps(message).encode() + b"\n")
        await self._process.stdin.drain()

    async def _exchange(self, message, headers):
        future = asyncio.get_running_loop().create_future()
        self._waiting[message["id"]] = (message, future)
        await self._send(message)
        return Answer(await future, None)

    @contextlib.asynccontextmanager
    async def _listening(self, message):
        subscription = Subscription(message["id"])
        self._subscriptions[message["id"]] = subscription
        self._waiting[message["id"]] = (message, None)
        await self._send(message)
        yield subscription
        await self.notify("notifications/cancelled", {"requestId": message["id"]})

    async def _read(self):
        async for line in self._process.stdout:
            message = json.loads(line)
            request, future = self._waiting.pop(message.get("id"), (None, None))
            self._note("server", message, request)
            tag = message.get("params", {}).get("_meta", {}).get(SUBSCRIPTION, message.get("id"))
            if tag in self._subscriptions:
                self._subscriptions[tag].messages.put_nowait(message)
            elif future:
                future.set_result(message)
            else:
                self.strays.append(message)
        for _, future in self._waiting.values():
            if future and not future.done():
                future.set_exception(EOFError("the server closed its output"))

    @contextlib.asynccontextmanager
    async def running(self, command):
        pipe = asyncio.subprocess.PIPE
        self._process = await asyncio.create_subprocess_exec(
            command.path, *command.arguments, env=command.environment, stdin=pipe, stdout=pipe, limit=16 << 20
        )
        reading = asyncio.create_task(self._read())
        try:
            yield await self.open()
        finally:
            self._process.stdin.close()
            await asyncio.wait_for(self._process.wait(), LIMIT)
            await reading


class HTTPClient(RawClient):
    """Over HTTP, every request one of its own."""

    is_http = True

    def __init__(self, revision):
        super().__init__(revision)
        self.strays = []

    def _headers(self, message, changes):
        headers = {
            "Content-Type": "application/json",
            "Accept": "application/json, text/event-stream",
            "MCP-Protocol-Version": self.revision,
        }
        if self.revision == MODERN:
            params = message.get("params", {})
            headers["Mcp-Method"] = message["method"]
            headers["Mcp-Name"] = params.get("name") or params.get("taskId")
        named = {name: value for name, value in (headers | changes).items() if isinstance(value, str)}
        # What no header can hold is left out, as it may be.
        return {name: value for name, value in named.items() if value.isascii() and value.isprintable()}

    async def _send(self, message):
        await self._client.post(self._url, content=json.dumps(message), headers=self._headers(message, {}))

    async def _exchange(self, message, headers):
        response = await self._client.post(
            self._url, content=json.dumps(message), headers=self._headers(message, headers)
        )
        if response.headers.get("content-type", "").startswith("text/event-stream"):
            told = [json.loads(line[5:]) for line in response.text.splitlines() if line.startswith("data:")]
        else:
            told = [response.json()]
        for one in told:
            self._note("server", one, message if "id" in one else None)
        self.strays += told[:-1]
        return Answer(told[-1], response.status_code)

    @contextlib.asynccontextmanager
    async def _listening(self, message):
        subscription = Subscription(message["id"])
        headers = self._headers(message, {})
        async with self._client.stream("POST", self._url, content=json.dumps(message), headers=headers) as response:

            async def read():
                async for line in response.aiter_lines():
                    text = line[5:] if line.startswith("data:") else line
                    if text.strip().startswith("{"):
                        told = json.loads(text)
                        self._note("server", told, message if "id" in told else None)
                        subscription.messages.put_nowait(told)

            reading = asyncio.create_task(read())
            try:
                yield subscription
            finally:
                reading.cancel()

    @contextlib.asynccontextmanager
    async def running(self, url):
        self._url = url
        async with httpx2.AsyncClient(timeout=LIMIT) as self._client:
            yield await self.open()


def connected(target, revision=MODERN):
    """An open connection: `target` is a command to run, or the URL of an endpoint."""
    kind = HTTPClient if isinstance(target, str) else PipeClient
    return kind(revision).running(target)
