"""How many small requests a server answers, over HTTP and over its standard streams, and what open streams take."""

import json
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

from .mcp import Client, line
from .programs import MeasuringFailed
from .start import settled

NEEDS = ["vector-store"]
CONNECTIONS = 32
STREAMS = 500
PIPED = 200_000
PATIENCE = 30
BODY = '{"jsonrpc":"2.0","id":1,"method":"ping"}'
SCRIPT = f"""
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{BODY}'
"""
LISTEN = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "subscriptions/listen",
    "params": {
        "notifications": {"resourcesListChanged": True},
        "_meta": {
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientCapabilities": {},
        },
    },
}


def measure(options, programs, home, report):
    if not shutil.which("wrk"):
        raise MeasuringFailed("transport needs wrk: apt-get install wrk")
    home.start_database()
    home.command("migrate", "up")
    server = str(programs.path("vector-store"))
    with Serving(server, home) as serving:
        rates, tails = [], []
        load(serving.port, 1)
        before = settled(serving.process.pid)["VmRSS"]
        for _ in range(options.rounds):
            rate, tail = load(serving.port, options.seconds)
            rates.append(rate)
            tails.append(tail)
        after = settled(serving.process.pid)["VmRSS"]
        count = int(sum(rates) * options.seconds)
    report.row("HTTP pings a second, kept alive", figure(rates, "{:,.0f}"), "", "", goal(rates, "≥ 5,000", 5000))
    report.tell("  99 of 100 within", tails, "ms", at_most=20)
    report.tell(f"  memory taken by {count:,} requests", [after - before], "MB")

    with Serving(server, home) as serving:
        # With the model, which a server that listens loads at its start.
        first = settled(serving.process.pid)["VmRSS"]
        streams = [listen(serving.port) for _ in range(STREAMS)]
        report.tell(f"resident with {STREAMS} open streams", [settled(serving.process.pid)["VmRSS"]], "MB")
        report.tell("  the same without", [first], "MB")
        for stream in streams:
            stream.close()

    with Client(server, home.environment, home.path / "server.log") as client:
        rates = [piped(client, PIPED) for _ in range(options.rounds)]
    report.row(
        "stdio pings a second, through one pipe", figure(rates, "{:,.0f}"), "", "", goal(rates, "≥ 20,000", 20_000)
    )


def figure(readings, form):
    return form.format(sorted(readings)[len(readings) // 2])


def goal(rates, text, least):
    return f"{text}: {'reached' if sorted(rates)[len(rates) // 2] >= least else 'MISSED'}"


class Serving:
    """One server process over HTTP."""

    def __init__(self, server, home):
        self.command = [server, "serve", "--http", "127.0.0.1:0"]
        self.home = home

    def __enter__(self):
        with open(self.home.path / "server.log", "ab") as errors:
            self.process = subprocess.Popen(
                self.command, env=self.home.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors
            )
        said = self.process.stdout.readline().decode()
        found = re.search(r":(\d+)/mcp", said)
        if not found:
            self.process.kill()
            raise MeasuringFailed(f"vector-store does not listen: {said}")
        self.port = int(found[1])
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=PATIENCE)
        finally:
            self.process.kill()


def load(port, seconds):
    """Requests a second, and the milliseconds within which 99 of 100 were answered."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(SCRIPT)
        script.flush()
        done = subprocess.run(
            [
                "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-s", script.name,
                f"http://127.0.0.1:{port}/mcp",
            ],
            capture_output=True,
            text=True,
        )
    if done.returncode or "Non-2xx" in done.stdout:
        raise MeasuringFailed(f"wrk: {done.stdout}{done.stderr}")
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)[1])
    tail, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)\b", done.stdout).groups()
    return rate, float(tail) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def listen(port):
    """An open stream that has been acknowledged."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    body = json.dumps(LISTEN)
    connection.sendall(
        (
            f"POST /mcp HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
            f"Accept: application/json, text/event-stream\r\nMCP-Protocol-Version: 2026-07-28\r\n"
            f"Mcp-Method: subscriptions/listen\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        ).encode()
    )
    said = b""
    while b"acknowledged" not in said:
        part = connection.recv(1 << 16)
        if not part:
            raise MeasuringFailed(f"a stream ended: {said.decode()}")
        said += part
    return connection


def piped(client, count):
    """Requests a second, written as fast as the pipe takes them; every answer is read, and is one line of JSON."""
    requests = b"".join(line(number, "ping", {}) for number in range(count))
    started = time.perf_counter()
    writing = threading.Thread(target=client.write, args=(requests,))
    writing.start()
    numbers = set()
    for _ in range(count):
        numbers.add(json.loads(client.read_line())["id"])
    writing.join()
    elapsed = time.perf_counter() - started
    if len(numbers) != count:
        raise MeasuringFailed("answers were lost or mixed up")
    return count / elapsed
