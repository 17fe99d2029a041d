"""From exec to the answer of `initialize` and of a first search, and what the process then takes of memory."""

import os
import pathlib
import re
import tempfile
import time

from .mcp import INITIALIZE, INITIALIZED, Client, line
from .programs import MeasuringFailed
from .report import percentile

NEEDS = ["vector-store"]
SEARCH = line(1, "tools/call", {"name": "search_documents", "arguments": {"query": "how does a wing give lift"}})


def measure(options, programs, home, report):
    server = str(programs.path("vector-store"))
    home.start_database()
    home.command("migrate", "up")
    running, bare, echo, searching = [], [], [], []
    # The first of all compiles the model, and keeps what it has compiled.
    first_answer([server], home.environment, INITIALIZE + INITIALIZED + SEARCH, 1)
    with tempfile.TemporaryDirectory(prefix="paddle-benchmark-") as empty:
        nothing = home.environment | {"PADDLE_HOME": empty}
        for _ in range(options.starts):
            running.append(first_answer([server], home.environment))
            bare.append(first_answer([server], nothing))
            echo.append(first_answer(["/bin/cat"], home.environment))
            searching.append(first_answer([server], home.environment, INITIALIZE + INITIALIZED + SEARCH, 1))
    report.tell("exec to answer, database running, median", running, "ms", at_most=50)
    report.tell("exec to answer, database running, 95 of 100", [percentile(running, 0.95)], "ms")
    report.tell("exec to answer, PADDLE_HOME empty, median", bare, "ms", at_most=50)
    report.tell("the same of /bin/cat: the floor", echo, "ms")
    report.tell("exec to the answer of a first search, median", searching, "ms", at_most=250)

    log = home.path / "server.log"
    with Client(server, home.environment, log) as client:
        client.round_trip(client.request("tools/list", {}))
        before = settled(client.process.pid)
        client.round_trip(client.call("search_documents", {"query": "how does a wing give lift"}))
        after = settled(client.process.pid)
    report.tell("resident before the first tool call", [before["VmRSS"]], "MB", at_most=35)
    report.tell("  of that its own, not file pages", [before["RssAnon"]], "MB")
    report.tell("resident after the first search", [after["VmRSS"]], "MB")
    report.tell("  of that its own, not file pages", [after["RssAnon"]], "MB")


def first_answer(command, environment, requests=INITIALIZE, number=0):
    """Milliseconds from starting a process to the end of its answer to the request of that number."""
    input_read, input_write = os.pipe()
    output_read, output_write = os.pipe()
    # The requests lie in the pipe before the process is there to read it.
    os.write(input_write, requests)
    null = os.open(os.devnull, os.O_WRONLY)
    actions = [
        (os.POSIX_SPAWN_DUP2, input_read, 0),
        (os.POSIX_SPAWN_DUP2, output_write, 1),
        (os.POSIX_SPAWN_DUP2, null, 2),
    ]
    started = time.perf_counter_ns()
    process = os.posix_spawn(command[0], command, environment, file_actions=actions)
    for descriptor in [input_read, output_write, null]:
        os.close(descriptor)
    said = b""
    while not (said.endswith(b"\n") and re.search(rb'"id": ?%d\b' % number, said)):
        part = os.read(output_read, 1 << 16)
        if not part:
            raise MeasuringFailed(f"{command[0]} ended before it answered")
        said += part
    elapsed = (time.perf_counter_ns() - started) / 1e6
    os.close(input_write)
    os.waitpid(process, 0)
    os.close(output_read)
    return elapsed


def settled(process):
    """Megabytes that a process takes once it has taken no more for a second."""
    same = 0
    last = None
    while same < 20:
        now = memory(process)
        same = same + 1 if now == last else 0
        last = now
        time.sleep(0.05)
    return last


def memory(process):
    status = pathlib.Path(f"/proc/{process}/status").read_text().splitlines()
    fields = dict(line.split(":", 1) for line in status)
    return {name: int(fields[name].split()[0]) / 1024 for name in ["VmRSS", "RssAnon"]}
