"""Serves collections of qdrant-client over the two requests of Qdrant's REST interface that an import makes, and has a
built vector-store import from there.

Usage: qdrant.py VECTOR_STORE

Runs with the PyPI package `qdrant-client`, whose local mode holds the points and writes the answers: PyPI has no server.
"""

import http.server
import json
import os
import sys
import threading

from qdrant_client import QdrantClient, models
from report import Report
from store import Server, vector

KEY = "a-key-of-some-length"


class Handler(http.server.BaseHTTPRequestHandler):
    client = None

    def do_GET(self):
        name = self.path.removeprefix("/collections/")
        if not self.client.collection_exists(name):
            return self.answer(404, {"status": {"error": f"Not found: Collection `{name}` doesn't exist!"}})
        self.answer(200, {"result": self.client.get_collection(name).model_dump(mode="json")})

    def do_POST(self):
        name = self.path.removeprefix("/collections/").removesuffix("/points/scroll")
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        points, following = self.client.scroll(
            name,
            limit=asked["limit"],
            offset=asked.get("offset"),
            with_payload=asked["with_payload"],
            with_vectors=asked["with_vector"],
        )
        found = [point.model_dump(mode="json", include={"id", "payload", "vector"}) for point in points]
        self.answer(200, {"result": {"points": found, "next_page_offset": following}})

    def answer(self, status, body):
        if self.headers["Authorization"] != f"Bearer {KEY}":
            status, body = 401, {"status": {"error": "no key"}}
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


def fill(client):
    size = models.VectorParams(size=384, distance=models.Distance.COSINE)
    # As mcp-server-qdrant keeps what it is told.
    client.create_collection("memory", vectors_config={"fast-all-minilm-l6-v2": size})
    client.upsert(
        "memory",
        [
            models.PointStruct(
                id=number,
                vector={"fast-all-minilm-l6-v2": vector(number)},
                payload={"document": f"Memory {number}.", "metadata": {"number": number}},
            )
            for number in range(1, 231)
        ],
    )
    client.create_collection("plain", vectors_config=size)
    point = "5c56c793-69f3-4fbf-87e6-c4bf54c28c26"
    payload = {"text": "Green tea.", "year": 2026}
    client.upsert("plain", [models.PointStruct(id=point, vector=vector(1), payload=payload)])


def play(server, report):
    done = server.call("import_qdrant", **{"from": "memory"})
    expected = {"created": 230, "replaced": 0, "skipped": 0, "embedded_again": False}
    report.check("all points are stored", done == expected, done)
    memory = server.call("get_document", key="7")
    report.check("the text is kept", memory["content"] == "Memory 7.", memory)
    report.check("the metadata is kept", memory["metadata"] == {"number": 7}, memory)
    again = server.call("import_qdrant", **{"from": "memory"})
    report.check("what is there is skipped", again["skipped"] == 230, again)

    refused = server.call("import_qdrant", **{"from": "plain"}, content="text")
    report.check("vectors of nobody knows which model are refused", "embed_again" in refused, refused)
    made = server.call("import_qdrant", **{"from": "plain"}, content="text", embed_again=True)
    report.check("and made again where asked", made.get("created") == 1, made)
    tea = server.call("get_document", key="5c56c793-69f3-4fbf-87e6-c4bf54c28c26")
    report.check("the rest of a payload is the metadata", tea["metadata"] == {"year": 2026}, tea)
    for name in ["nope", "../collections", "a/b"]:
        answer = server.call("import_qdrant", **{"from": name})
        report.check(f"{name} is refused", isinstance(answer, str), answer)


def main():
    report = Report()
    Handler.client = QdrantClient(":memory:")
    fill(Handler.client)
    listener = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=listener.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{listener.server_port}"
    with report.part("importing from Qdrant"):
        play(Server(sys.argv[1], os.environ | {"QDRANT_URL": url, "QDRANT_API_KEY": KEY}), report)
    denied = Server(sys.argv[1], os.environ | {"QDRANT_URL": url}).call("import_qdrant", **{"from": "memory"})
    report.check("without the key the answer says what is missing", "401" in denied, denied)
    sys.exit(report.failed)


if __name__ == "__main__":
    main()
