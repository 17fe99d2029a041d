"""The programs that are measured: how they are built, and how they take turns."""

import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]


class MeasuringFailed(Exception):
    """Why there are no figures, for people."""


class Programs:
    """Release builds, static as scripts/quickstart makes them."""

    def __init__(self, paddle_home, folder, server):
        # SwiftPM would keep these in the home folder.
        cache = paddle_home / "cache/swiftpm"
        self.swift_build = [
            *("swift", "build", "-c", "release", "--static-swift-stdlib", "--package-path", ROOT),
            *("--cache-path", cache, "--security-path", cache / "security"),
        ]
        self.folder = folder and folder.resolve()
        self.paths = {"vector-store": server.resolve()} if server else {}

    def build(self, name):
        if name in self.paths:
            return
        if not self.folder:
            print(f"Building {name} …", file=sys.stderr, flush=True)
            environment = os.environ | {"PADDLE_BENCHMARKS": "1"}
            done = subprocess.run([*self.swift_build, "--product", name], env=environment, stdout=sys.stderr)
            if done.returncode:
                raise MeasuringFailed(f"{name} could not be built (see above)")
            shown = subprocess.run([*self.swift_build, "--show-bin-path"], env=environment, capture_output=True, text=True)
            self.paths[name] = pathlib.Path(shown.stdout.strip()) / name
        else:
            self.paths[name] = self.folder / name
        if not os.access(self.paths[name], os.X_OK):
            raise MeasuringFailed(f"there is no program {self.paths[name]}")

    def path(self, name):
        return self.paths[name]


class Measuring:
    """A program that stays warm and measures when it is asked to: a line in, a line of JSON out."""

    def __init__(self, *command, environment=None):
        self.name = pathlib.Path(command[0]).name
        self.process = subprocess.Popen(
            [str(word) for word in command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | (environment or {}),
            text=True,
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()

    def measure(self, *words):
        try:
            self.process.stdin.write(" ".join(str(word) for word in words) + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass
        line = self.process.stdout.readline()
        if not line:
            raise MeasuringFailed(f"{self.name} ended without measuring {words[0]} (its own words are above)")
        return json.loads(line)
