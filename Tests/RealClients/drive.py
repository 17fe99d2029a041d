"""Drives a built vector-store with the published MCP client, as a program that uses it would.

Usage: drive.py [--mode auto|legacy|2026-07-28] VECTOR_STORE

Runs under whichever version of the PyPI package `mcp` its interpreter has. The server gets this process's whole
environment. Prints one line of JSON for each check, {"check", "ok", "detail"}; the exit status is 0 when all held.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
import traceback

import connection
import scenario


class Report:
    """Prints what was checked and remembers whether all of it held."""

    def __init__(self):
        self.failed = False

    def check(self, name, ok, detail=""):
        self.failed |= not ok
        print(json.dumps({"check": name, "ok": bool(ok), "detail": str(detail)[:2000]}), flush=True)

    async def guard(self, name, work):
        """Performs a part of the scenario; what it throws is a failed check of its name."""
        try:
            return await work
        except Exception:
            self.check(name, False, traceback.format_exc())


async def drive(options, report):
    with tempfile.TemporaryDirectory() as folder:
        status = os.path.join(folder, "status")
        # The shell tells how the server ended, which no version of the client does. The trap is for the older
        # versions, which send SIGTERM to the process that they started: the server sees the end of its input instead.
        script = 'trap : TERM; "$0"; echo $? >"$1"'
        command = connection.Command("/bin/sh", ["-c", script, options.server, status], dict(os.environ))
        async with connection.connect(command, options.mode) as client:
            await scenario.run(client, report, options.mode)
        for _ in range(500):
            if os.path.exists(status) and os.path.getsize(status):
                break
            await asyncio.sleep(0.01)
        ended = open(status).read().strip() if os.path.exists(status) else "still running"
        report.check("the server exits with 0 when the client is closed", ended == "0", ended)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--mode", default="legacy")
    parser.add_argument("server")
    options = parser.parse_args()
    report = Report()
    asyncio.run(report.guard("the session works to its end", drive(options, report)))
    sys.exit(1 if report.failed else 0)


if __name__ == "__main__":
    main()
