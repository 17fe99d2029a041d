"""The server under test as a client starts it, and a look at how it ended."""

import asyncio
import contextlib
import os
import tempfile

import connection


@contextlib.asynccontextmanager
async def served(options, report):
    """What a client connects to: the URL of a server that runs already, or the command that starts one."""
    if options.http:
        yield options.http
        return
    with tempfile.TemporaryDirectory() as folder:
        status = os.path.join(folder, "status")
        # The shell tells how the server ended, which no version of the client does. The trap is for the older
        # versions, which send SIGTERM to the process that they started: the server sees the end of its input instead.
        script = 'trap : TERM; "$0"; echo $? >"$1"'
        yield connection.Command("/bin/sh", ["-c", script, options.server, status], dict(os.environ))
        for _ in range(500):
            if os.path.exists(status) and os.path.getsize(status):
                break
            await asyncio.sleep(0.01)
        ended = open(status).read().strip() if os.path.exists(status) else "still running"
        report.check("the server exits with 0 when the client is closed", ended == "0", ended)
