"""Memory servers of others beside ours: the same memories, the same model and, for those that take one, the same PostgreSQL."""

import contextlib
import csv
import http.client
import json
import os
import socket
import subprocess
import time

from . import texts
from .environments import locked
from .mcp import Client
from .peers import MODEL, Peer, fastembed, place_model
from .programs import ROOT, MeasuringFailed
from .report import median

NEEDS = ["agent-memory"]
FIXTURES = ROOT / "Tests/AgentMemoryTests/Fixtures"
MEMORIES = 2_000
SEARCHES = 100
PATIENCE = 180


def measure(options, programs, home, report):
    paragraphs = texts.paragraphs(MEMORIES + 1500)
    questions = texts.questions(paragraphs[MEMORIES:], SEARCHES * options.rounds + 10)
    home.start_database()
    home.command("migrate", "up")
    with contextlib.ExitStack() as servers:
        sides = [Ours(programs.path("agent-memory"), home.environment, home.path / "server.log")]
        servers.enter_context(sides[0])
        for side in [Hindsight, Mem0, MemoryService]:
            sides.append(servers.enter_context(side(home)))
        adding = [[side.add(text)[0] for text in paragraphs[:MEMORIES]] for side in sides]
        searching = [[] for _ in sides]
        for side in sides:
            side.search(questions[-1])
        for turn in range(options.rounds):
            for side, times in zip(sides, searching):
                times += [side.search(text) for text in questions[turn * SEARCHES : (turn + 1) * SEARCHES]]
        compare_times(sides, adding, searching, report)
        compare_duplicates(sides, report)


def compare_times(sides, adding, searching, report):
    print(f"{MEMORIES:,} memories, one a call; {', '.join(f'{side.name}: {side.way}' for side in sides)}")
    for figure, times, goal in [("searches", searching, 2), ("memories stored", adding, None)]:
        ours, *theirs = [[1000 / median(side)] for side in times]
        for side, rates in zip(sides[1:], theirs):
            report.compare(f"{figure} a second, by the median, beside {side.name}", ours, rates, "", at_least=goal)


def compare_duplicates(sides, report):
    """How many memories three wordings of one fact leave, and how many facts that only look alike are lost."""
    facts = [row[4:7] for row in rows("wordings.tsv")]
    alike = list(dict.fromkeys(text for row in rows("near-misses.tsv") for text in row[3:5]))
    for side in sides:
        kept = [sum(side.keeps(wording, "wordings") for wording in wordings) for wordings in facts]
        lost = len(alike) - sum(side.keeps(text, "alike") for text in alike)
        report.row(f"{side.name}: of {len(facts)} facts in three wordings, one memory each", str(kept.count(1)), "", "", "")
        report.row(f"{side.name}: of {len(alike)} distinct facts that look alike, lost", str(lost), "", "", "")


def rows(name):
    with open(FIXTURES / name, newline="") as file:
        return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]


class Ours(Client):
    name = "agent-memory"
    way = "MCP, hybrid"

    def __enter__(self):
        for bank in ["wordings", "alike"]:
            self.round_trip(self.call("create_memory_bank", {"name": bank}))
        return self

    def add(self, text, bank="default", policy="store"):
        arguments = {"content": text, "bank": bank, "on_duplicate": policy, "allow_secrets": True}
        return self.round_trip(self.call("store_memory", arguments))

    def search(self, question):
        return self.round_trip(self.call("search_memories", {"query": question, "limit": 10}))[0]

    def keeps(self, text, bank):
        return self.add(text, bank, "merge")[1]["structuredContent"]["outcome"] == "stored"


class MemoryService(Peer):
    name = "mcp-memory-service"
    way = "MCP, by vector, SQLite"

    def __init__(self, home):
        # Debian's Python, since its SQLite loads extensions.
        python = locked(home.installed / "test/venvs/peers", self.name, "/usr/bin/python3")
        # It keeps what it has downloaded in the home folder.
        user = home.path / "memory-service"
        place_model(home, user / ".cache/mcp_memory/onnx_models" / MODEL / "onnx")
        environment = os.environ | {
            "HOME": str(user),
            "MCP_MEMORY_STORAGE_BACKEND": "sqlite_vec",
            "MCP_MEMORY_SQLITE_PATH": str(user / "memories.db"),
            "MCP_MEMORY_USE_ONNX": "1",
            "HF_HUB_OFFLINE": "1",
            "MCP_MDNS_ENABLED": "false",
        }
        super().__init__(python / "bin/memory", environment, home.path / "memory-service.log", "server")

    def add(self, text):
        started = time.perf_counter_ns()
        self.write(self.call("memory_store", {"content": text}))
        answer = json.loads(self.read_line())["result"]
        elapsed = (time.perf_counter_ns() - started) / 1e6
        if answer.get("isError") and "Duplicate content" not in answer["content"][0]["text"]:
            raise MeasuringFailed(f"{self.name}: {answer}")
        return elapsed, not answer.get("isError")

    def search(self, question):
        return self.round_trip(self.call("memory_search", {"query": question, "limit": 10}))[0]

    def keeps(self, text, _):
        return self.add(text)[1]


class Mem0:
    """A library and no server: a loop in its Python, without an LLM."""

    name = "mem0"
    way = "in its process, no protocol, hybrid"

    def __init__(self, home):
        python = locked(home.installed / "test/venvs/peers", self.name) / "bin/python"
        settings = {"MEM0_DIR": str(home.path / "mem0"), "MEM0_TELEMETRY": "false"}
        environment = os.environ | fastembed(home) | settings
        self.log = home.path / "mem0.log"
        with open(self.log, "ab") as errors:
            self.process = subprocess.Popen(
                [python, "-c", MEM0, database(home, "mem0")],
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                bufsize=1,
            )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.kill()
        self.process.wait()

    def ask(self, task, text, user):
        self.process.stdin.write(json.dumps([task, text, user]) + "\n")
        answer = self.process.stdout.readline()
        if not answer:
            raise MeasuringFailed(f"{self.name} ended; it said:\n{self.log.read_text()[-2000:]}")
        return json.loads(answer)

    def add(self, text, user="default"):
        return self.ask("add", text, user)

    def search(self, question):
        return self.ask("search", question, "default")[0]

    def keeps(self, text, user):
        return self.add(text, user)[1] == 1


MEM0 = """
import json, sys, time
from mem0 import Memory
memory = Memory.from_config({
    "embedder": {"provider": "fastembed",
        "config": {"model": "sentence-transformers/all-MiniLM-L6-v2", "embedding_dims": 384}},
    "vector_store": {"provider": "pgvector",
        "config": {"connection_string": sys.argv[1], "embedding_model_dims": 384, "hnsw": True, "diskann": False}},
    "llm": {"provider": "openai", "config": {"api_key": "none"}},
})
for line in sys.stdin:
    task, text, user = json.loads(line)
    started = time.perf_counter_ns()
    if task == "add":
        results = memory.add(text, user_id=user, infer=False)["results"]
    else:
        results = memory.search(text, top_k=10, filters={"user_id": user})["results"]
    elapsed = (time.perf_counter_ns() - started) / 1e6
    print(json.dumps([elapsed, len(results)]), flush=True)
"""


class Hindsight:
    """By its REST API, which costs it less than MCP does; without an LLM."""

    name = "hindsight"
    way = "REST, all its legs by RRF"

    def __init__(self, home):
        python = locked(home.installed / "test/venvs/peers", self.name)
        files = home.path / "hindsight"
        place_model(home, files)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        settings = {
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "DATABASE_URL": database(home, "hindsight"),
            "LLM_PROVIDER": "none",
            "EMBEDDINGS_PROVIDER": "onnx",
            "EMBEDDINGS_ONNX_MODEL_PATH": str(files / "model.onnx"),
            "EMBEDDINGS_ONNX_TOKENIZER_NAME_OR_PATH": str(files),
            "EMBEDDINGS_ONNX_DIMENSIONS": "384",
            "RERANKER_PROVIDER": "rrf",
            "LOG_LEVEL": "warning",
        }
        environment = os.environ | {f"HINDSIGHT_API_{name}": value for name, value in settings.items()}
        self.log = home.path / "hindsight.log"
        with open(self.log, "ab") as output:
            self.process = subprocess.Popen(
                [python / "bin/hindsight-api"], env=environment | {"HF_HUB_OFFLINE": "1"}, stdout=output, stderr=output
            )
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        self.asked = time.monotonic()

    def __enter__(self):
        until = time.monotonic() + PATIENCE
        while True:
            with contextlib.suppress(OSError, http.client.HTTPException):
                self.connection.request("GET", "/health")
                answer = self.connection.getresponse()
                answer.read()
                if answer.status == 200:
                    return self
            self.connection.close()
            if self.process.poll() is not None or time.monotonic() > until:
                raise MeasuringFailed(f"{self.name} does not start; it said:\n{self.log.read_text()[-2000:]}")
            time.sleep(0.2)

    def __exit__(self, *_):
        self.connection.close()
        self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=20)
        self.process.kill()

    def ask(self, path, body):
        # It closes connections that are idle for 5 seconds.
        if time.monotonic() - self.asked > 2:
            self.connection.close()
        self.asked = time.monotonic()
        started = time.perf_counter_ns()
        self.connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
        answer = self.connection.getresponse()
        text = answer.read()
        elapsed = (time.perf_counter_ns() - started) / 1e6
        if answer.status != 200:
            raise MeasuringFailed(f"{self.name}: {text.decode()[:500]}")
        return elapsed, json.loads(text)

    def add(self, text, bank="default"):
        return self.ask(f"/v1/default/banks/{bank}/memories", {"items": [{"content": text}]})

    def search(self, question):
        return self.ask("/v1/default/banks/default/memories/recall", {"query": question})[0]

    def count(self, bank):
        self.connection.request("GET", f"/v1/default/banks/{bank}/memories/list?limit=1")
        # A bank is made by what is stored in it first.
        return json.loads(self.connection.getresponse().read()).get("total", 0)

    def keeps(self, text, bank):
        before = self.count(bank)
        self.add(text, bank)
        return self.count(bank) > before


def database(home, name):
    """A database of its own for a peer, beside ours on the same server; answers its address."""
    home.superuser(f"CREATE DATABASE {name} OWNER paddle")
    extensions = "CREATE EXTENSION IF NOT EXISTS vector; CREATE EXTENSION IF NOT EXISTS pg_trgm"
    home.postgresql("psql", "-XAtq", "-U", "postgres", "-d", name, "-c", extensions)
    port = home.superuser("SHOW port")[0]
    login = home.login
    return f"postgresql://paddle:{login['PGPASSWORD']}@/{name}?host={home.socket}&port={port}"
