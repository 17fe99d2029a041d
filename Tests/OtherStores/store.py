"""What the drivers of other vector stores share."""

import contextlib
import json
import socket
import subprocess
import time
import urllib.error
import urllib.request


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def running(command, health):
    """Runs a server until the body is left; it answers at the address `health` before that begins."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(1200):
            try:
                urllib.request.urlopen(health, timeout=5).close()
                break
            except (urllib.error.URLError, ConnectionError):
                if process.poll() is not None:
                    raise RuntimeError(f"{command[0]} ended with {process.returncode}")
                time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(30)


def vector(number):
    """One that no model makes, and that can be told from the others."""
    return [float(number)] + [0.5] * 383


class Server:
    """The built server under test, called as a command."""

    def __init__(self, path, environment):
        self.path = path
        self.environment = environment

    def call(self, tool, **arguments):
        """Returns: the result, or the text of the error."""
        command = [self.path, "call", tool, json.dumps(arguments)]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=300)
        return json.loads(done.stdout) if done.returncode == 0 else done.stdout + done.stderr
