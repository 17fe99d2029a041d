#!/usr/bin/env python3
"""An OpenAI-compatible embeddings server on loopback, which misbehaves when it is asked to.

It prints its port and serves until standard input ends. Vectors have 8 dimensions and are made from letters, so that
like texts are alike. What it does is chosen by the model asked for: see `answer`. The requests seen are written to the
file that is its argument.
"""
import base64
import json
import os
import struct
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

lock = threading.Lock()
log = []
under_way = 0


def write_log():
    with open(sys.argv[1] + ".new", "w") as file:
        json.dump({"requests": log}, file)
    os.replace(sys.argv[1] + ".new", sys.argv[1])


def vector(text, dimensions=8):
    elements = [0.5] * dimensions
    for byte in text.encode():
        elements[byte % dimensions] += 1
    return elements


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def send(self, status, body, headers=()):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def do_POST(self):
        global under_way
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        model = body["model"]
        with lock:
            under_way += 1
            log.append({"model": model, "count": len(body["input"]), "key": self.headers.get("Authorization"),
                        "path": self.path, "format": body.get("encoding_format"), "underWay": under_way})
            write_log()
            tries = sum(1 for entry in log if entry["model"] == model)
        try:
            self.answer(model, body["input"], tries)
        finally:
            with lock:
                under_way -= 1

    def answer(self, model, texts, tries):
        data = [{"object": "embedding", "index": i, "embedding": vector(text)} for i, text in enumerate(texts)]
        if model.startswith("busy-twice") and tries <= 2:
            return self.send(429, {"error": {"message": "slow down"}}, [("Retry-After", "0")])
        if model == "busy-for-hours":
            return self.send(429, {"error": {"message": "slow down"}}, [("Retry-After", "7200")])
        if model == "broken-once" and tries == 1:
            return self.send(500, b"oops")
        if model == "broken":
            return self.send(503, {"error": "out of memory"})
        if model == "cut-once" and tries == 1:
            self.send_response(200)
            self.send_header("Content-Length", "100000")
            self.end_headers()
            self.wfile.write(b'{"data": [')
            self.close_connection = True
            return None
        if model == "stalled":
            self.send_response(200)
            self.send_header("Content-Length", "100000")
            self.end_headers()
            time.sleep(30)
            return None
        if model == "wrong-key":
            return self.send(401, {"error": {"message": f"Incorrect key {self.headers['Authorization']}\n provided"}})
        if model == "redirect":
            return self.send(307, b"", [("Location", "/elsewhere")])
        if model == "garbage":
            return self.send(200, b"<html>Welcome</html>")
        if model == "huge":
            return self.send(200, b" " * (33 << 20))
        if model.startswith("at-most-"):
            most, status = map(int, model.split("-")[2:])
            if len(texts) > most:
                return self.send(status, {"error": f"batch size {len(texts)} > maximum allowed batch size {most}"})
        if model.startswith("allowed-"):
            most, status = map(int, model.split("-")[1:])
            if len(texts) > most:
                words = {400: f"input array has {len(texts)} elements; allowed {most}",
                         500: f"batch size {len(texts)} > {most}"}[status]
                return self.send(status, {"error": {"message": words}})
        if model == "no-storm" and any("storm" in text for text in texts):
            return self.send(422, {"error": "Input validation error: inputs must have less than 3 tokens"})
        if model == "unknown-model":
            return self.send(400, {"error": {"message": "there is no such model"}})
        if model == "slow":
            time.sleep(30)
        if model == "busy":
            time.sleep(0.05)
        if model == "shuffled":
            data.reverse()
        if model == "base64":
            for item in data:
                item["embedding"] = base64.b64encode(struct.pack("<8f", *item["embedding"])).decode()
        if model == "wrong-dimensions":
            data[-1]["embedding"] = vector("x", 7)
        if model == "missing":
            data.pop()
        if model == "twice":
            data[-1]["index"] = 0
        if model == "zero":
            data[0]["embedding"] = [0.0] * 8
        if model == "huge-number":
            data[0]["embedding"][0] = 1e30
        return self.send(200, {"object": "list", "model": model, "data": data, "usage": {"total_tokens": 1}})


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
sys.stdin.read()
