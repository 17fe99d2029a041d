"""Searches in made collections of some sizes: time outside the model, recall, and the size of the index of words."""

import http.client
import json
import pathlib
import re
import sys
import time

from . import texts
from .mcp import Client
from .programs import MeasuringFailed
from .report import median, percentile
from .transport import Serving

NEEDS = ["vector-store"]
BASE = 10_000
BATCH = 1_000
FILTERED = 100
ADDED = 50
PATIENCE = 3600
SETTINGS = "shared_buffers = '2GB'\nmaintenance_work_mem = '2GB'\nmax_wal_size = '8GB'"

# Each row joins three real paragraphs; its vector lies between those of two of them. So words are as frequent, and vectors
# as clustered, as in the real ones.
MAKE = """
SET synchronous_commit = off;
SET max_parallel_maintenance_workers = 1;
TRUNCATE documents, document_passages RESTART IDENTITY;
DROP INDEX idx_documents_embedding;
ALTER TABLE documents DISABLE TRIGGER USER;
SELECT setseed(0.5);
INSERT INTO documents (content, metadata, embedding, embedding_model, embedded_length)
SELECT text, jsonb_build_object('number', number, 'part', number % 100), vector, 'all-MiniLM-L6-v2', length(text)
FROM (
    SELECT number, concat_ws(' ', a.content, b.content, c.content) AS text,
        l2_normalize(a.embedding + a.embedding + b.embedding) AS vector
    FROM (
        SELECT number, number * 7919 % base.rows AS first, floor(random() * base.rows) AS second,
            floor(random() * base.rows) AS third
        FROM generate_series(1, {rows}::bigint) AS number, (SELECT count(*) AS rows FROM base) AS base OFFSET 0
    ) AS pick
    JOIN base AS a ON a.place = first JOIN base AS b ON b.place = second JOIN base AS c ON c.place = third
) AS made;
ALTER TABLE documents ENABLE TRIGGER USER;
INSERT INTO document_keyword_backlog (id) SELECT id FROM documents;
CREATE INDEX idx_documents_embedding ON documents USING hnsw (embedding vector_cosine_ops);
VACUUM (ANALYZE) documents;
"""
REAL = """
CREATE TABLE base AS SELECT row_number() OVER (ORDER BY id) - 1 AS place, content, embedding FROM documents;
CREATE UNIQUE INDEX ON base (place);
ANALYZE base;
"""
WAITING = "SELECT count(*) FROM document_keyword_backlog"
INDEX_BYTES = """
SELECT sum(pg_total_relation_size(c))
FROM unnest('{document_postings,document_posting_blocks,document_keyword_backlog}'::regclass[]) AS c
"""


def measure(options, programs, home, report):
    server = programs.path("vector-store")
    paragraphs = texts.paragraphs(BASE + 1500)
    questions = texts.questions(paragraphs[BASE:], options.searches)
    home.start_database(SETTINGS)
    home.command("migrate", "up")
    report.tell("bulk load of 10,000, by the model's time of it", [load(server, home, paragraphs[:BASE])], "", at_most=1.2)
    run(home, REAL)
    adding = {}
    for rows in options.rows:
        make(server, home, rows)
        adding[rows] = measure_size(server, home, rows, questions, paragraphs[BASE:], report)
    fewest, most = min(adding), max(adding)
    report.tell(f"adding one among {most:,}, by that among {fewest:,}", [adding[most] / adding[fewest]], "", at_most=2)


def load(server, home, paragraphs):
    """Stores paragraphs as batches; answers the time by what the model took of it."""
    with Serving(server, home) as serving:
        connection = http.client.HTTPConnection("127.0.0.1", serving.port)

        def ask(method, path, body=None):
            connection.request(method, path, body and json.dumps(body), {"Content-Type": "application/json"})
            answer = connection.getresponse()
            text = answer.read().decode()
            if answer.status >= 300:
                raise MeasuringFailed(f"{path}: {answer.status} {text[:500]}")
            return text

        def model():
            return float(re.search(r"^paddle_embedding_model_seconds\S* (\S+)", ask("GET", "/metrics"), re.MULTILINE)[1])

        ask("POST", "/api/v1/documents/search", {"query": "warm"})
        before, started = model(), time.perf_counter()
        for start in range(0, len(paragraphs), BATCH):
            items = [{"content": text} for text in paragraphs[start : start + BATCH]]
            ask("POST", "/api/v1/documents/batch", {"documents": items})
        return (time.perf_counter() - started) / (model() - before)


def make(server, home, rows):
    print(f"  making {rows:,} rows", file=sys.stderr, flush=True)
    run(home, MAKE.format(rows=rows))
    # The server indexes the words of what waits.
    with Client(server, home.environment, home.path / "server.log") as client:
        client.round_trip(client.call("search_documents", {"query": "warm"}))
        until = time.monotonic() + PATIENCE
        while (waiting := int(home.superuser(WAITING)[0])) > 0:
            if time.monotonic() > until:
                raise MeasuringFailed(f"{waiting:,} rows still wait for their words to be indexed")
            time.sleep(1)
    run(home, "VACUUM (ANALYZE) document_postings, document_posting_blocks, document_keyword_backlog")


def measure_size(server, home, rows, questions, texts_to_add, report):
    size = int(home.superuser(INDEX_BYTES)[0])
    with Client(server, home.environment, home.path / "server.log") as client:
        for question in questions:
            search(client, question)
        # Their vectors are remembered now.
        trips = [search(client, question)[0] for question in questions]
        near = [search(client, question, mode="vector")[1] for question in questions]
        filters = [{"part": index % 100} for index in range(FILTERED)]
        filtered = [
            search(client, question, mode="vector", filter=part)[1] for question, part in zip(questions, filters)
        ]
    if rows > 100_000:
        # An exact search takes a second among a million.
        questions, near = questions[:FILTERED], near[:FILTERED]
    with Exactly(home), Client(server, home.environment, home.path / "server.log") as client:
        exact = [search(client, question, mode="vector")[1] for question in questions]
        exact_filtered = [
            search(client, question, mode="vector", filter=part)[1] for question, part in zip(questions, filters)
        ]
    with Client(server, home.environment, home.path / "server.log") as client:
        added = [
            client.round_trip(client.call("add_document", {"content": text}))[0] for text in texts_to_add[: ADDED + 10]
        ][10:]

    among = f"among {rows:,}"
    report.tell(f"hybrid search {among} outside the model, median", trips, "ms", at_most=15 if rows > 100_000 else 6)
    report.tell(
        f"hybrid search {among} outside the model, 95 of 100",
        [percentile(trips, 0.95)],
        "ms",
        at_most=40 if rows > 100_000 else None,
    )
    at_least(report, f"vector recall@10 {among}", recall(near, exact), 0.98)
    at_least(report, f"vector recall@10 {among}, 1 % filter", recall(filtered, exact_filtered), 0.99)
    at_least(report, f"rows returned of 10 {among}, 1 % filter", min(len(hits) for hits in filtered), 10)
    report.tell(f"index of words {among}, a passage", [size / rows], "bytes", at_most=500)
    report.tell(f"adding one document {among}, median", added, "ms")
    return median(added)


def search(client, question, **arguments):
    elapsed, result = client.round_trip(
        client.call("search_documents", {"query": question, "limit": 10} | arguments)
    )
    return elapsed, {hit["id"] for hit in result["structuredContent"]["hits"]}


def recall(found, expected):
    return sum(len(some & all) / max(1, len(all)) for some, all in zip(found, expected)) / len(expected)


def at_least(report, figure, value, goal):
    report.row(figure, f"{value:.3f}", "", "", f"≥ {goal}: {'reached' if value >= goal else 'MISSED'}")


class Exactly:
    """While this lasts, new sessions compute the distance to every row: the indexes over vectors do not count as valid."""

    def __init__(self, home, indexes="^idx_documents_embedding$"):
        self.home = home
        self.indexes = indexes

    def __enter__(self):
        self.set("false")

    def __exit__(self, *_):
        self.set("true")

    def set(self, is_valid):
        self.home.superuser(
            f"UPDATE pg_index SET indisvalid = {is_valid} FROM pg_class AS c "
            f"WHERE c.oid = indexrelid AND relname ~ '{self.indexes}'"
        )


def run(home, script):
    path = pathlib.Path(home.path / "script.sql")
    path.write_text(script)
    home.postgresql("psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-f", str(path))
