"""Drives a built fixture-server through the extension for tasks: with the client of `fastmcp` and `fastmcp-tasks`, and
message by message in the scenarios of the conformance suite.

Usage: tasks.py [--http URL] [--schemas FOLDER] [--only NAME] FIXTURE_SERVER

Starts the server and speaks over its pipes, or with --http to one that runs already; what takes several connections
starts several. They get this process's whole environment, which names the database that they share. With --schemas
every message is held against the published schemas. Prints one line of JSON for each check, {"check", "ok", "detail"};
the exit status is 0 when all held.
"""

import argparse
import asyncio
import contextlib
import sys

import serving
import task_bench
import task_client
import task_dispatch
import task_input
import task_life
from report import Report

SCENARIOS = [
    task_life.tasks_lifecycle,
    task_dispatch.tasks_capability_negotiation,
    task_life.tasks_wire_fields,
    task_life.tasks_request_state_removal,
    task_input.tasks_mrtr_input,
    task_dispatch.tasks_request_headers,
    task_dispatch.tasks_dispatch_and_envelope,
    task_dispatch.tasks_required_task_error,
    task_input.tasks_mrtr_composition,
    task_life.tasks_status_notifications,
]


async def drive(options, report):
    async with contextlib.AsyncExitStack() as stack:
        targets = [await stack.enter_async_context(serving.served(options, report)) for _ in range(3)]
        await report.guard("scenarios", scenarios(targets, options, report))
    if options.only in (None, "client"):
        async with contextlib.AsyncExitStack() as stack:
            targets = [await stack.enter_async_context(serving.served(options, report)) for _ in range(3)]
            await report.guard("client", task_client.run(targets, report))


async def scenarios(targets, options, report):
    async with task_bench.opened(targets, report, options) as bench:
        wanted = [play for play in SCENARIOS if options.only in (None, play.__name__)]
        if not bench.wire.is_http:
            # Pipes have no headers.
            wanted = [play for play in wanted if play is not task_dispatch.tasks_request_headers]
        benches = [(play, bench.named(play.__name__)) for play in wanted]
        await asyncio.gather(*(report.guard(play.__name__, play(own)) for play, own in benches))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--http")
    parser.add_argument("--schemas")
    parser.add_argument("--only")
    parser.add_argument("server")
    options = parser.parse_args()
    report = Report()
    # A guard against hanging, not a measurement.
    session = asyncio.wait_for(drive(options, report), 300)
    asyncio.run(report.guard("the driver works to its end", session))
    sys.exit(1 if report.failed else 0)


if __name__ == "__main__":
    main()
