"""Stores a folder of text files in vector-store over MCP and asks questions, has rag answer them with citations, and lets
agent-memory remember, correct and recall something. Used by scripts/quickstart."""

import json
import os
import pathlib
import subprocess
import sys
import time

LARGEST = 1_000_000


class Client:
    """The few messages of MCP that this needs, on the server's stdin and stdout."""

    def __init__(self, command, settings={}):
        environment = {"LOG_LEVEL": "warning", **os.environ, **settings}
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
        self.last_id = 0
        self.request(
            "initialize",
            {
                "protocolVersion": "2025-11-25",
                "capabilities": {},
                "clientInfo": {"name": "quickstart", "version": "1"},
            },
        )
        self.send({"jsonrpc": "2.0", "method": "notifications/initialized"})

    def send(self, message):
        self.process.stdin.write(json.dumps(message).encode() + b"\n")
        self.process.stdin.flush()

    def request(self, method, params):
        self.last_id += 1
        self.send({"jsonrpc": "2.0", "id": self.last_id, "method": method, "params": params})
        while True:
            line = self.process.stdout.readline()
            if not line:
                sys.exit("quickstart: the server ended early; its own words are above.")
            answer = json.loads(line)
            if answer.get("id") == self.last_id:
                if "error" in answer:
                    sys.exit(f"quickstart: {method}: {answer['error']['message']}")
                return answer["result"]

    def call(self, tool, arguments):
        result = self.request("tools/call", {"name": tool, "arguments": arguments})
        if result.get("isError"):
            sys.exit(f"quickstart: {tool}: {result['content'][0]['text']}")
        return result["structuredContent"]

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=10)


def texts(folder):
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file() or path.stat().st_size > LARGEST:
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except (UnicodeDecodeError, PermissionError):
            continue
        if text.strip() and "\0" not in text:
            yield path, text


def store(client, folder, path, text):
    """Adds the file, or brings its document up to date; answers whether anything was to be done."""
    document = {"key": path.as_uri(), "title": path.name, "metadata": {"path": str(path.relative_to(folder))}}
    return client.call("add_document", document | {"content": text})["outcome"] != "unchanged"


def answer(server, folder, questions):
    """Has rag bring the folder in, whose documents vector-store has stored, and answer questions with citations."""
    client = Client([server], {"SOURCE_ROOTS": str(folder)})
    print("\nrag")
    start = time.monotonic()
    done = client.call("ingest_folder", {"path": str(folder), "wait_seconds": 300})
    while task := done.get("task"):
        # A large folder takes longer than a call may.
        state = client.call("get_task", {"task_id": task["task_id"], "wait_seconds": 60})
        done = state.get("result") or {"task": task}
    files = done["created"] + done["updated"] + done["unchanged"]
    print(f"  {files} files brought in, {done['embedded_chunks']} chunks embedded, in {time.monotonic() - start:.1f} s.")
    for question in questions:
        found = client.call("rag_query", {"query": question, "session_id": "quickstart"})
        print(f"\n  {question}\n  → {' '.join(found['answer'].split())}")
        for citation in found["citations"]:
            place = citation.get("uri") or citation["source_id"]
            print(f"    [{citation['number']}] {place}, characters {citation['range']['start']} to {citation['range']['end']}")
    client.close()


def remember(server):
    """Has agent-memory store a fact, find out that it is known, supersede it, and recall what is true now."""
    client = Client([server, "--toolsets", "all"])
    bank = "quickstart"
    client.call("create_memory_bank", {"name": bank, "description": "What scripts/quickstart remembers"})
    print("\nagent-memory")
    fact = {"bank": bank, "content": "The deploy key is rotated every 30 days.", "kind": "fact"}
    stored = client.call("store_memory", fact)
    print(f"  {fact['content']}  → {stored['outcome']}, id {stored['id']}")
    again = client.call("store_memory", fact | {"content": "Every thirty days the deploy key is rotated."})
    print(f"  Every thirty days the deploy key is rotated.  → {again['outcome']}, id {again['id']}")
    now = client.call("supersede_memory", {"id": stored["id"], "content": "The deploy key is rotated every 14 days."})
    print(f"  The deploy key is rotated every 14 days.  → supersedes {now['supersedes']}, id {now['id']}")
    known = client.call("recall", {"query": "How often is the deploy key rotated?", "banks": [bank], "budget_tokens": 200})
    print(f"  How often is the deploy key rotated?  → {known['context']}")
    # So that the next run begins as this one did.
    client.call("forget_memory", {"id": now["id"], "reason": "the quickstart is over"})
    client.close()


def main():
    programs, folder, *questions = sys.argv[1:]
    programs = pathlib.Path(programs)
    folder = pathlib.Path(folder).resolve()
    client = Client([programs / "vector-store"])
    start = time.monotonic()
    stored = unchanged = 0
    for path, text in texts(folder):
        if store(client, folder, path, text):
            stored += 1
            print(f"\rStoring {folder}: {stored}", end="", flush=True)
        else:
            unchanged += 1
    print(f"\rStored {stored} documents of {folder} ({unchanged} were there) in {time.monotonic() - start:.1f} s.")
    if stored + unchanged == 0:
        sys.exit(f"quickstart: {folder} holds no UTF-8 text files of at most {LARGEST:,} bytes.")
    for question in questions or ["What is this about?"]:
        start = time.monotonic()
        hits = client.call("search_documents", {"query": question, "limit": 3})["hits"]
        print(f"\n{question}   ({(time.monotonic() - start) * 1000:.0f} ms)")
        for hit in hits:
            passage = " ".join(hit["content"].split())
            print(f"  {hit['score']:.2f}  {hit.get('title', hit['id'])}: {passage[:150]}…")
    client.close()
    answer(programs / "rag", folder, questions or ["What is this about?"])
    remember(programs / "agent-memory")
    entries = {
        name: {"command": str(programs / name), "args": [], "env": {"PADDLE_HOME": os.environ["PADDLE_HOME"]}}
        for name in ("vector-store", "agent-memory", "rag")
    }
    print("\nPaste this into your client's MCP configuration:\n")
    print(json.dumps({"mcpServers": entries}, indent=2))


main()
