"""Drives a built vector-store, agent-memory or rag with a published MCP client, as a program that uses it would.

Usage: drive.py [--client mcp|fastmcp|ag2] [--mode auto|legacy|2026-07-28] [--http URL] SERVER

Runs under whichever version of the client's PyPI package its interpreter has: starts the server and speaks over its
pipes, or with --http to one that runs already. The server gets this process's whole environment. Prints one line of
JSON for each check, {"check", "ok", "detail"}; the exit status is 0 when all held.
"""

import argparse
import asyncio
import pathlib
import sys

import connection
import memory_scenario
import rag_scenario
import scenario
import serving
from report import Report


async def drive(options, report):
    async with serving.served(options, report) as target:
        await play(target, options, report)


async def play(target, options, report):
    if options.client == "ag2":
        import agents

        async with agents.connect(target, options.mode) as agent:
            return await agents.run(agent, report)
    async with connection.connect(target, options.mode, options.client) as client:
        others = {"agent-memory": memory_scenario, "rag": rag_scenario}
        played = others.get(pathlib.Path(options.server).name, scenario)
        await played.run(client, report, options)


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
