"""Searches in banks of many sizes among a million memories: time, recall, what storing takes, and the server's memory."""

import csv
import sys
import time

from . import texts
from .mcp import Client
from .programs import MeasuringFailed
from .report import median
from .scale import Exactly, at_least, recall, run
from .search import processor_time
from .start import settled

NEEDS = ["agent-memory"]
BASE = 10_000
SEARCHES = 100
STORED = 60
COMMITS = 200
PATIENCE = 3600
BACKLOG = "SELECT count(*) FROM memory_keyword_backlog"
INDEXES = "^idx_memories_embedding_[0-9]+$"
SETTINGS = "shared_buffers = '4GB'\nmaintenance_work_mem = '4GB'\nmax_wal_size = '16GB'\nmax_parallel_maintenance_workers = 1"

# Of a million; the others share what is left.
SIZES = [500_000, 100_000, 50_000, 25_000, 10_000, 5_000, 2_500, 1_000]
MEMORIES = 1_000_000
BANKS = 1_000

BASE_ROWS = """
CREATE TABLE base AS SELECT row_number() OVER (ORDER BY id) - 1 AS place, content, embedding FROM memories;
CREATE UNIQUE INDEX ON base (place);
ANALYZE base;
"""

# Each memory joins parts of two real paragraphs, and its vector lies between theirs. The banks' memories lie mixed in the
# table, as they come in.
MAKE = """
SET synchronous_commit = off;
TRUNCATE memory_banks, memories RESTART IDENTITY CASCADE;
CREATE TEMPORARY TABLE dropped AS
SELECT indexname AS name, indexdef AS definition FROM pg_indexes WHERE indexname ~ '{indexes}';
SELECT 'DROP INDEX ' || name FROM dropped \\gexec
ALTER TABLE memories DISABLE TRIGGER USER;
SELECT setseed(0.5);
INSERT INTO memory_banks (name) SELECT 'bank ' || number FROM generate_series(1, {banks}) AS number;
CREATE TABLE bank_of AS
SELECT bank, sum(size) OVER (ORDER BY bank) - size AS first, size FROM (
    SELECT bank, coalesce((ARRAY{sizes})[bank],
        ({memories} - (SELECT sum(s) FROM unnest(ARRAY{sizes}) AS s)) / ({banks} - cardinality(ARRAY{sizes}))) AS size
    FROM generate_series(1, {banks}) AS bank) AS sized;
INSERT INTO memories (memory_bank_id, content, importance, kind, embedding, embedding_model, embedded_length)
SELECT width_bucket(number * 104729 % {memories}, (SELECT array_agg(first::bigint ORDER BY first) FROM bank_of)), text,
    1 + number % 10, (ARRAY['fact', 'event', 'preference', 'procedure', 'note'])[1 + number % 5], vector, 'all-MiniLM-L6-v2',
    length(text)
FROM (
    SELECT number, concat_ws(' ', left(a.content, 90), right(b.content, 60)) AS text,
        l2_normalize(a.embedding + a.embedding + b.embedding) AS vector
    FROM (
        SELECT number, number * 7919 % base.rows AS first, floor(random() * base.rows) AS second
        FROM generate_series(1, {memories}::bigint) AS number, (SELECT count(*) AS rows FROM base) AS base OFFSET 0
    ) AS pick
    JOIN base AS a ON a.place = first JOIN base AS b ON b.place = second
) AS made;
ALTER TABLE memories ENABLE TRIGGER USER;
INSERT INTO memory_keyword_backlog (id) SELECT id FROM memories;
SELECT definition FROM dropped \\gexec
VACUUM (ANALYZE) memories;
"""


def measure(options, programs, home, report):
    server = programs.path("agent-memory")
    fill(server, home)
    measure_banks(server, home, texts.questions(texts.paragraphs(BASE + 1500)[BASE:], SEARCHES), report)


def fill(server, home):
    """Makes the memories out of real paragraphs, which the server embeds and whose words it indexes."""
    home.start_database(SETTINGS)
    home.command("migrate", "up")
    paragraphs = home.path / "paragraphs.csv"
    with open(paragraphs, "w", newline="") as file:
        csv.writer(file).writerows([text] for text in texts.paragraphs(BASE))
    home.superuser("INSERT INTO memory_banks (name) VALUES ('base')")
    run(home, f"\\copy memories (content) FROM '{paragraphs}' CSV")
    await_empty(server, home, "base", "SELECT count(*) FROM memories WHERE embedded_length IS NULL", "to be embedded")
    run(home, BASE_ROWS)
    print(f"  making {MEMORIES:,} memories", file=sys.stderr, flush=True)
    run(home, MAKE.format(memories=MEMORIES, banks=BANKS, sizes=SIZES, indexes=INDEXES))
    await_empty(server, home, "bank 1", BACKLOG, "for their words to be indexed")
    run(home, "VACUUM (ANALYZE) memory_postings, memory_posting_blocks, memory_keyword_backlog")


def await_empty(server, home, bank, waiting, what):
    """Lets the server work until nothing waits."""
    with Client(server, home.environment, home.path / "server.log") as client:
        search(client, bank, "warm")
        until = time.monotonic() + PATIENCE
        while (count := int(home.superuser(waiting)[0])) > 0:
            if time.monotonic() > until:
                raise MeasuringFailed(f"{count:,} memories still wait {what}")
            time.sleep(1)


def measure_banks(server, home, questions, report):
    sizes = SIZES + [(MEMORIES - sum(SIZES)) // (BANKS - len(SIZES))]
    banks = [f"bank {number}" for number in range(1, len(sizes) + 1)]
    found = {}
    with Client(server, home.environment, home.path / "server.log") as client:
        for bank, size in zip(banks, sizes):
            for question in questions:
                search(client, bank, question)
            before = settled(client.process.pid)["VmRSS"]
            # Their vectors are remembered now: the model is left out.
            answers = [search(client, bank, question) for question in questions]
            found[bank] = [hits for _, hits in answers]
            report.tell(f"search in a bank of {size:,}, outside the model, median", [t for t, _ in answers], "ms", at_most=15)
        report.tell("resident in the end", [settled(client.process.pid)["VmRSS"]], "MB")
        report.tell("  before the last bank", [before], "MB")
    with Exactly(home, INDEXES), Client(server, home.environment, home.path / "server.log") as client:
        for bank, size in zip(banks, sizes):
            few = questions if size < 100_000 else questions[:30]
            exact = [search(client, bank, question)[1] for question in few]
            at_least(report, f"recall@10 in a bank of {size:,}", recall(found[bank][: len(few)], exact), 0.98)
    measure_storing(server, home, [banks[0], banks[-1]], questions, report)


def measure_storing(server, home, banks, questions, report):
    run(home, "CREATE TABLE commits (number integer)")
    script = home.path / "commit.sql"
    script.write_text("INSERT INTO commits VALUES (1);")
    printed = home.postgresql("pgbench", "-nM", "prepared", "-t", str(COMMITS), "-f", str(script))
    commit = float(printed.split("latency average = ")[1].split()[0])
    with Client(server, home.environment, home.path / "server.log") as client:
        for bank in banks:
            trips, models = [], []
            for number, question in enumerate(questions[: STORED + 10]):
                text = f"Number {number} of the list: {question}."
                used = processor_time(client.process.pid)
                arguments = {"content": text, "bank": bank, "on_duplicate": "store"}
                trips.append(client.round_trip(client.call("store_memory", arguments))[0])
                used = {thread: time - used.get(thread, 0) for thread, time in processor_time(client.process.pid).items()}
                models.append(max(used.values()))
            goal = 2 * commit + median(models[10:])
            report.tell(f"storing one in {bank}, median", trips[10:], "ms", at_most=round(goal, 1))
    report.tell("  one commit", [commit], "ms")
    report.tell("  the model, processor time of its thread", models[10:], "ms")


def search(client, bank, question):
    elapsed, result = client.round_trip(client.call("search_memories", {"query": question, "banks": [bank]}))
    return elapsed, {hit["memory"]["id"] for hit in result["structuredContent"]["hits"]}
