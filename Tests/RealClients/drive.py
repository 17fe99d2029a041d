"""Drives a built vector-store with a published MCP client, as a program that uses it would.

Usage: drive.py [--client mcp|fastmcp|ag2] [--mode auto|legacy|2026-07-28] [--http URL] VECTOR_STORE

Runs under whichever version of the client's PyPI package its interpreter has: starts the server and speaks over its
pipes, or with --http to one that runs already. The server gets this process's whole environment. Prints one line of
JSON for each check, {"check", "ok", "detail"}; the exit status is 0 when all held.
"""

import argparse
import asyncio
import os
import sys
import tempfile

import connection
import scenario
from report import Report


async def drive(options, report):
    if options.http:
        return await play(options.http, options, report)
    with tempfile.TemporaryDirectory() as folder:
        status = os.path.join(folder, "status")
        # The shell tells how the server ended, which no version of the client does. The trap is for the older
        # versions, which send SIGTERM to the process that they started: the server sees the end of its input instead.
        script = 'trap : TERM; "$0"; echo $? >"$1"'
        command = connection.Command("/bin/sh", ["-c", script, options.server, status], dict(os.environ))
        await play(command, options, report)
        for _ in range(500):
            if os.path.exists(status) and os.path.getsize(status):
                break
            await asyncio.sleep(0.01)
        ended = open(status).read().strip() if os.path.exists(status) else "still running"
        report.check("the server exits with 0 when the client is closed", ended == "0", ended)


async def play(target, options, report):
    if options.client == "ag2":
        import agents

        async with agents.connect(target, options.mode) as agent:
            return await agents.run(agent, report)
    async with connection.connect(target, options.mode, options.client) as client:
        await scenario.run(client, report, options)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--client", choices=["mcp", "fastmcp", "ag2"], default="mcp")
    parser.add_argument("--mode", default="legacy")
    parser.add_argument("--http")
    parser.add_argument("server")
    options = parser.parse_args()
    report = Report()
    # A guard against hanging, not a measurement.
    session = asyncio.wait_for(drive(options, report), 300)
    asyncio.run(report.guard("the session works to its end", session))
    sys.exit(1 if report.failed else 0)


if __name__ == "__main__":
    main()
