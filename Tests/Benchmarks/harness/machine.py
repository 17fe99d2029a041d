"""On what the figures were taken."""

import datetime
import os
import pathlib
import platform
import subprocess

from .programs import ROOT


def description(paddle_home, programs):
    return "\n".join(
        [
            f"Date: {datetime.date.today()}; commit: {output('git', '-C', ROOT, 'describe', '--always', '--dirty')}",
            f"Processor: {processor()}, {len(os.sched_getaffinity(0))} cores; kernel {platform.release()}",
            f"{output('swift', '--version').splitlines()[0]}; "
            + output(paddle_home / "postgresql/bin/postgres", "--version"),
            f"Load average at the start: {load()}",
        ]
    )


def load():
    return " ".join(f"{value:.2f}" for value in os.getloadavg())


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def output(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return done.stdout.strip() or "unknown"
