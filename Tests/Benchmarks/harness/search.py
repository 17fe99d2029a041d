"""A warm search over standard streams, and where its time goes."""

import pathlib
import sys
import time

from . import texts
from .mcp import Client
from .programs import Measuring, MeasuringFailed
from .report import median, percentile

NEEDS = ["benchmark-search", "vector-store"]
WARMING = 100
IN_FLIGHT = 16
SETTINGS = "shared_preload_libraries = 'pg_stat_statements'\npg_stat_statements.track_planning = on"


def measure(options, programs, home, report):
    count = options.documents
    paragraphs = texts.paragraphs(count + 1500)
    questions = texts.questions(paragraphs[count:], WARMING + options.rounds * options.searches)
    queries = home.path / "queries"
    queries.write_text("\n".join(questions))

    home.start_database(SETTINGS)
    home.command("migrate", "up")
    home.superuser("CREATE EXTENSION pg_stat_statements")
    with Client(programs.path("vector-store"), home.environment, home.path / "server.log") as client:
        stored = fill(client, paragraphs[:count])
        # So that no vacuum of the server's own comes in between.
        home.postgresql("psql", "-Xq", "-c", "VACUUM (ANALYZE) documents, document_passages")
        searches = [
            client.call("search_documents", {"query": question, "limit": 10}) for question in questions
        ]
        for request in searches[:WARMING]:
            client.round_trip(request)
        program = programs.path("benchmark-search")
        with Measuring(program, home.path, home.url, queries, environment=home.login) as parts:
            parts.measure("search", 0, WARMING)
            rounds = [
                measure_round(home, client, parts, searches, WARMING + turn * options.searches, options.searches)
                for turn in range(options.rounds)
            ]

    def each(name):
        return [round[name] for round in rounds]

    print(f"{count:,} paragraphs stored by add_document, {stored:,.0f} a second; {options.searches} searches a round")
    report.tell("search_documents, round trip, median", each("median"), "ms", at_most=5)
    report.tell("search_documents, round trip, 95 of 100", each("p95"), "ms")
    report.tell("  model, processor time of the thread that waits for it, mean", each("model"), "ms")
    report.tell("    the same queries alone in another process, median", each("alone"), "ms")
    report.tell("  database, processor time of its backend, mean", each("database"), "ms")
    report.tell("    of it statements, by their own clock", each("statements"), "ms")
    report.tell("  the rest", each("rest"), "ms", at_most=0.5)
    report.tell("our own code, processor time of all threads but the model's", each("own"), "ms", at_most=0.5)
    report.tell("ping over the same streams, median", each("ping"), "ms")
    report.tell("three SELECT 1 pipelined through the pool, median", each("driver"), "ms")
    report.tell("engine outside the model, median", each("engine"), "ms")
    report.tell("store and driver outside the database, median", each("store"), "ms")


def measure_round(home, client, parts, searches, first, count):
    home.superuser("SELECT pg_stat_statements_reset()")
    trips = []
    # Only those of the server under test are busy.
    backends = home.superuser("SELECT pid FROM pg_stat_activity WHERE usename = 'paddle'")
    used = processor_time(client.process.pid)
    served = backends_time(backends)
    for request in searches[first : first + count]:
        elapsed, result = client.round_trip(request)
        if len(result["structuredContent"]["hits"]) != 10:
            raise MeasuringFailed("a search found fewer than 10 documents")
        trips.append(elapsed)
    served = (backends_time(backends) - served) / count
    used = {thread: time - used.get(thread, 0) for thread, time in processor_time(client.process.pid).items()}
    statements = float(
        home.superuser(
            "SELECT sum(total_plan_time + total_exec_time) FROM pg_stat_statements WHERE userid = 'paddle'::regrole"
        )[0]
    )
    pings = [client.round_trip(client.request("ping", {}))[0] for _ in range(count)]
    part = parts.measure("search", first, count)
    statements /= count
    # The model keeps its threads busy for most of a search, and each of ours for a small part of it.
    threads = [time / count for time in used.values()]
    busy = median(part["model"]) / 4
    # Its other threads spin for a millisecond after the work is done, and so count for more.
    model = min(time for time in threads if time >= busy)
    return {
        "median": median(trips),
        "p95": percentile(trips, 0.95),
        "model": model,
        "alone": median(part["model"]),
        "database": served,
        "statements": statements,
        "rest": median(trips) - model - served,
        "own": sum(time for time in threads if time < busy),
        "ping": median(pings),
        "driver": median(part["driver"]),
        "engine": median([embed - model for embed, model in zip(part["embed"], part["model"])]),
        "store": median(part["search"]) - served,
    }


def processor_time(process):
    """Milliseconds that each thread of a process has run so far, by thread."""
    tasks = pathlib.Path(f"/proc/{process}/task").iterdir()
    return {task.name: int((task / "schedstat").read_text().split()[0]) / 1e6 for task in tasks}


def backends_time(backends):
    """Milliseconds that those of these processes that still live have run so far."""
    living = [backend for backend in backends if pathlib.Path(f"/proc/{backend}").exists()]
    return sum(sum(processor_time(backend).values()) for backend in living)


def fill(client, paragraphs):
    """Stores all documents as a client would that has several calls under way; answers how many a second."""
    started = time.perf_counter()
    unanswered = 0
    for index, text in enumerate(paragraphs):
        client.write(client.call("add_document", {"content": text, "metadata": {"number": index}}))
        unanswered += 1
        if unanswered == IN_FLIGHT:
            client.answer()
            unanswered -= 1
        if index % 1000 == 999:
            print(f"  stored {index + 1:,} of {len(paragraphs):,}", file=sys.stderr, flush=True)
    for _ in range(unanswered):
        client.answer()
    return len(paragraphs) / (time.perf_counter() - started)
