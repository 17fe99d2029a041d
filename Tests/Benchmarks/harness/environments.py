"""Python environments of the yardsticks, made the first time and kept beside the environments of the tests."""

import subprocess
import sys

from .programs import ROOT, MeasuringFailed

LOCKS = ROOT / "scripts/python/peers"


def locked(folder, name, python=sys.executable):
    """An environment with what scripts/python/peers/NAME.txt holds by version and hash; answers its folder."""
    lock = LOCKS / f"{name}.txt"
    requirements = ["--no-compile", "--no-deps", "--require-hashes", "-r", lock]
    return environment(folder / name, lock.read_text(), requirements, python)


def environment(folder, contents, requirements, python=sys.executable):
    """An environment with these requirements of pip; `contents` tells whether one that is there is the wanted one."""
    marker = folder / ".ready"
    if marker.exists() and marker.read_text() == contents:
        return folder
    print(f"Making a Python environment in {folder} …", file=sys.stderr, flush=True)
    commands = [
        [python, "-m", "venv", "--clear", folder],
        [folder / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements],
    ]
    for command in commands:
        if subprocess.run(command, stdout=sys.stderr).returncode:
            raise MeasuringFailed(f"the Python environment {folder} could not be made (see above)")
    marker.write_text(contents)
    return folder
