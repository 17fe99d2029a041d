"""What it takes to ask how a task stands, against what cannot be left out: a ping, and one statement through the pool."""

from .mcp import Client, line
from .programs import Measuring
from .report import median

NEEDS = ["benchmark-statements", "vector-store"]
ASKED = 2_000
META = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": {"extensions": {"io.modelcontextprotocol/tasks": {}}},
}


def measure(options, programs, home, report):
    home.start_database()
    home.command("migrate", "up")
    server = str(programs.path("vector-store"))
    program = programs.path("benchmark-statements")
    pings, polls, statements = [], [], []
    with (
        Client(server, home.environment, home.path / "server.log") as client,
        Measuring(program, home.url, environment=home.login) as benchmark,
    ):
        task = begun(client)
        for _ in range(options.rounds):
            pings.append(microseconds(client, "ping", {}))
            polls.append(microseconds(client, "tasks/get", {"taskId": task, "_meta": META}))
            statements.append(1e6 / benchmark.measure("pool", options.seconds)["per_second"])
    least = [ping + statement for ping, statement in zip(pings, statements)]
    ratio = median(polls) / median(least)
    report.tell("ping over stdio, p50", pings, "us")
    report.tell("SELECT 1 through the pool", statements, "us")
    goal = f"≤ 1.5: {'reached' if ratio <= 1.5 else 'MISSED'}"
    report.row("tasks/get over stdio, p50", f"{median(polls):.0f} us", f"{median(least):.0f} us", f"{ratio:.2f}", goal)


def begun(client):
    """A task that has ended."""
    arguments = {"documents": [{"content": "Sencha is steamed."}], "wait_seconds": 0}
    _, begun = client.round_trip(client.call("add_documents", arguments))
    task = begun["structuredContent"]["task"]["task_id"]
    client.round_trip(client.call("get_task", {"task_id": task, "wait_seconds": 60}))
    return task


def microseconds(client, method, params):
    """The median of requests one at a time."""
    return median([client.round_trip(client.request(method, params))[0] * 1000 for _ in range(ASKED)])
