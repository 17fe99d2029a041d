"""Tokens embedded in a second, against the same model in OpenVINO's own Python API."""

import pathlib
import subprocess

from . import texts
from .environments import environment
from .programs import Measuring, MeasuringFailed

NEEDS = ["benchmark-embedding", "vector-store"]
PACKAGES = "openvino==2026.4.1 tokenizers==0.23.3 numpy==2.4.6"
YARDSTICK = pathlib.Path(__file__).with_name("openvino_yardstick.py")
QUERIES = 200


def measure(options, programs, home, report):
    python = environment(home.installed / "test/venvs/openvino", PACKAGES, PACKAGES.split()) / "bin/python"
    abstracts, kind = texts.abstracts()
    plain, batches, queries = (home.path / name for name in ["texts", "batches", "queries"])
    plain.write_text("\n".join(abstracts))
    queries.write_text("\n".join(texts.questions(abstracts, QUERIES)))
    tokenizer = home.path / "models/all-MiniLM-L6-v2/tokenizer.json"
    subprocess.run([python, YARDSTICK, "cut", tokenizer, plain, batches], check=True)

    ours, theirs = {}, {}
    program = programs.path("benchmark-embedding")
    with Measuring(program, home.path, batches, queries, options.threads) as engine:
        used = engine.measure("engine")
        precision = used["precision"]
        # The graph that the engine has just written and compiled, with its weights.
        graphs = home.path.glob("cache/openvino/*/model.xml")
        graph = next(path for path in graphs if 'element_type="i8"' not in path.read_text())
        yardstick = [python, YARDSTICK, "measure", tokenizer, graph, batches, queries, options.threads, precision]
        with Measuring(*yardstick) as reference:
            for name in ["passages", "all"]:
                # The first time, each shape costs OpenVINO some preparation, on either side.
                check(name, engine.measure(name, 0, 1), reference.measure(name, 0, 1))
            for turn in range(options.rounds):
                for name in ["texts", "passages", "all"]:
                    # Every so manieth batch, another of them each round: all of them once in the whole run.
                    figures = engine.measure(name, turn, options.rounds), reference.measure(name, turn, options.rounds)
                    check(name, *figures)
                    ours.setdefault(name, []).append(figures[0]["tokens_per_second"])
                    theirs.setdefault(name, []).append(figures[1]["tokens_per_second"])
                ours.setdefault("query", []).append(engine.measure("query", QUERIES)["milliseconds"])
                ours.setdefault("short", []).append(engine.measure("short", QUERIES)["milliseconds"])
                theirs.setdefault("query", []).append(reference.measure("query", QUERIES)["milliseconds"])

    print(f"{len(abstracts):,} {kind}; {precision}, {options.threads} threads; yardstick: {PACKAGES}")
    report.compare("text to vectors, same batches", ours["texts"], theirs["texts"], "tokens/s", at_least=0.9)
    report.compare("tokens to vectors, same batches", ours["passages"], theirs["passages"], "tokens/s", at_least=0.9)
    report.compare("text to vectors, each in its own batches", ours["all"], theirs["all"], "tokens/s")
    # Turned round, so that more is better here too.
    report.compare(
        "single short queries",
        [1000 / time for time in ours["query"]],
        [1000 / time for time in theirs["query"]],
        "/s",
    )
    report.tell(f"one short query, {used['query_precision']}", ours["query"], "ms")
    report.tell(f"one short text, {precision}", ours["short"], "ms")


def check(name, ours, theirs):
    """The comparison holds only while both sides do the same work."""
    for figure in ["tokens", "batches"] if name != "all" else ["tokens"]:
        if ours[figure] != theirs[figure]:
            raise MeasuringFailed(f"{name}: we did {ours[figure]:.0f} {figure}, the yardstick {theirs[figure]:.0f}")
