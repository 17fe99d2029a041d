"""A client of a server's standard streams that adds little to what it measures."""

import json
import os
import subprocess
import time

from .programs import MeasuringFailed


def line(number, method, params):
    message = {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
    return json.dumps(message, ensure_ascii=False).encode() + b"\n"


INITIALIZE = line(
    0,
    "initialize",
    {
        "protocolVersion": "2025-11-25",
        "capabilities": {},
        "clientInfo": {"name": "paddle-benchmark", "version": "1"},
    },
)
INITIALIZED = b'{"jsonrpc":"2.0","method":"notifications/initialized"}\n'


class Client:
    """One server process, opened."""

    def __init__(self, server, environment, log, *words):
        self.log = log
        with open(log, "ab") as errors:
            self.process = subprocess.Popen(
                [server, *words], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, bufsize=0
            )
        self.input = self.process.stdin.fileno()
        self.output = self.process.stdout.fileno()
        self.unread = bytearray()
        self.number = 0
        self.write(INITIALIZE)
        self.answer()
        self.write(INITIALIZED)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        try:
            self.process.wait(timeout=10)
        finally:
            self.process.kill()

    def write(self, data):
        while data:
            data = data[os.write(self.input, data) :]

    def read_line(self):
        while (end := self.unread.find(b"\n")) < 0:
            part = os.read(self.output, 1 << 20)
            if not part:
                raise MeasuringFailed(f"the server ended; it said:\n{self.log.read_text()[-2000:]}")
            self.unread += part
        answer = bytes(self.unread[:end])
        del self.unread[: end + 1]
        # What else a server says or prints is passed over.
        return answer if answer.startswith(b"{") and b'"id":' in answer else self.read_line()

    def answer(self):
        """The result of the next answer."""
        return self.result(self.read_line())

    @staticmethod
    def result(text):
        message = json.loads(text)
        if "result" not in message or message["result"].get("isError"):
            raise MeasuringFailed(f"the server refused: {text.decode()[:500]}")
        return message["result"]

    def request(self, method, params):
        self.number += 1
        return line(self.number, method, params)

    def call(self, tool, arguments):
        return self.request("tools/call", {"name": tool, "arguments": arguments})

    def round_trip(self, request):
        """Milliseconds from the first byte of the request to the last of its answer, and the answer's result."""
        started = time.perf_counter_ns()
        self.write(request)
        text = self.read_line()
        elapsed = (time.perf_counter_ns() - started) / 1e6
        return elapsed, self.result(text)
