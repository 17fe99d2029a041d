"""Stores a folder of text files in vector-store over MCP, then asks questions. Used by scripts/quickstart."""

import hashlib
import json
import os
import pathlib
import subprocess
import sys
import time

LARGEST = 1_000_000


class Client:
    """The few messages of MCP that this needs, on the server's stdin and stdout."""

    def __init__(self, server):
        environment = {"LOG_LEVEL": "warning", **os.environ}
        self.process = subprocess.Popen([server], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
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


def store(client, path, text):
    """Adds the file, or brings its document up to date; answers whether anything was to be done."""
    metadata = {"path": str(path), "sha256": hashlib.sha256(text.encode()).hexdigest()}
    known = client.call("search_documents", {"query": path.name, "limit": 1, "filter": {"path": str(path)}})["hits"]
    if known and known[0]["metadata"].get("sha256") == metadata["sha256"]:
        return False
    document = {"title": path.name, "content": text, "metadata": metadata}
    if known:
        client.call("update_document", {"id": known[0]["id"], **document})
    else:
        client.call("add_document", document)
    return True


def main():
    server, folder, *questions = sys.argv[1:]
    folder = pathlib.Path(folder).resolve()
    client = Client(server)
    start = time.monotonic()
    stored = unchanged = 0
    for path, text in texts(folder):
        if store(client, path, text):
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
    entry = {"command": server, "args": [], "env": {"PADDLE_HOME": os.environ["PADDLE_HOME"]}}
    print("\nPaste this into your client's MCP configuration:\n")
    print(json.dumps({"mcpServers": {"vector-store": entry}}, indent=2))


main()
