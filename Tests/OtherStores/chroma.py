"""Fills a real Chroma server, and has a built vector-store import from it.

Usage: chroma.py VECTOR_STORE

Runs with the PyPI package `chromadb`. The server under test gets this process's environment, and CHROMA_URL.
"""

import contextlib
import os
import pathlib
import sys
import tempfile

import chromadb
from report import Report
from store import Server, free_port, running, vector

LONG = "The gardener repaired a wooden bench. " * 200


def fill(port):
    client = chromadb.HttpClient(host="127.0.0.1", port=port)
    # Of Chroma's default model, which is not needed, since the vectors are given.
    notes = client.get_or_create_collection("notes")
    numbers = range(1, 251)
    notes.add(
        ids=[f"n{number}" for number in numbers],
        documents=[f"Note number {number}, café." for number in numbers],
        metadatas=[{"number": number, "half": number / 2, "even": number % 2 == 0} for number in numbers],
        embeddings=[vector(number) for number in numbers],
    )
    notes.add(ids=["long"], documents=[LONG], embeddings=[vector(7)])
    notes.add(ids=["silent"], embeddings=[vector(8)])
    other = client.get_or_create_collection("other", embedding_function=None)
    other.add(ids=["o"], documents=["Green tea."], embeddings=[vector(9)])


def play(server, report):
    done = server.call("import_chroma", **{"from": "notes"})
    expected = {"created": 251, "replaced": 0, "skipped": 1, "embedded_again": False}
    report.check("all that has a text is stored", done == expected, done)
    note = server.call("get_document", key="n7")
    report.check("the text is kept", note["content"] == "Note number 7, café.", note)
    report.check("the metadata is kept", note["metadata"] == {"number": 7, "half": 3.5, "even": False}, note)
    report.check("the vector is kept", note["passages"] == 1, note)
    long = server.call("get_document", key="long")
    report.check("a text that Chroma has cut off is embedded whole", long["passages"] > 1, long["passages"])

    again = server.call("import_chroma", **{"from": "notes"})
    report.check("what is there is skipped", again["skipped"] == 252 and again["created"] == 0, again)
    replaced = server.call("import_chroma", **{"from": "notes"}, existing="replace")
    report.check("or replaced", replaced["replaced"] == 251, replaced)

    refused = server.call("import_chroma", **{"from": "other"})
    report.check("vectors of nobody knows which model are refused", "embed_again" in refused, refused)
    made = server.call("import_chroma", **{"from": "other"}, embed_again=True)
    report.check("and made again where asked", made.get("embedded_again") is True and made["created"] == 1, made)
    found = server.call("search_documents", query="green tea", limit=1)
    report.check("and the document is found", found["hits"][0]["content"] == "Green tea.", found)
    named = server.call("import_chroma", **{"from": "other"}, model="Xenova/all-MiniLM-L6-v2", existing="replace")
    report.check("and kept where the caller names the model", named.get("embedded_again") is False, named)

    for name in ["nope", "../../heartbeat", "a/b", "http://127.0.0.1/"]:
        answer = server.call("import_chroma", **{"from": name})
        report.check(f"{name} is refused", isinstance(answer, str), answer)


@contextlib.contextmanager
def filled():
    """The address of a Chroma that is filled, and runs until the body is left."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        chroma = str(pathlib.Path(sys.executable).parent / "chroma")
        command = [chroma, "run", "--path", folder, "--host", "127.0.0.1", "--port", str(port)]
        with running(command, f"http://127.0.0.1:{port}/api/v2/heartbeat"):
            fill(port)
            yield f"http://127.0.0.1:{port}"


def main():
    report = Report()
    with filled() as address:
        server = Server(sys.argv[1], os.environ | {"CHROMA_URL": address})
        with report.part("importing from Chroma"):
            play(server, report)
        closed = Server(sys.argv[1], dict(os.environ)).call("import_chroma", **{"from": "notes"})
        report.check("without CHROMA_URL nobody is asked", "CHROMA_URL" in closed, closed)
    gone = server.call("import_chroma", **{"from": "notes"})
    report.check("a server that is gone is an error that names it", address.removeprefix("http://") in gone, gone)
    sys.exit(report.failed)


if __name__ == "__main__":
    main()
