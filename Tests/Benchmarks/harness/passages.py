"""What search_documents, generate_context and rag_query find in texts of which it is known what answers which question."""

import bisect
import csv
import json
import os
import pathlib
import re
import statistics
import time
from xml.etree import ElementTree

from .mcp import Client
from .programs import MeasuringFailed

NEEDS = ["rag"]
FOUND = [5, 10]
BUDGETS = [500, 1_000]
# Words and marks, as a tokenizer that nobody chose for its figures would count them.
TOKEN = re.compile(r"\w+|[^\w\s]")
# Questions of one text are foreign to the others. So many of each are asked about those alone.
FOREIGN = 40


def measure(options, programs, home, report):
    texts, questions = data()
    home.start_database()
    log = home.path / "server.log"
    with Client(programs.path("rag"), home.environment, log, "--toolsets", "all") as client:
        store(client, texts)
        tell_search(client, texts, questions, report)
        tell_contexts(client, texts, questions, report)
        tell_answers(client, texts, questions, report)
        tell_abstention(client, texts, questions, report)


def data():
    """The texts by their names, and the questions with the name of their text and the spans that answer them."""
    shared = os.environ.get("PADDLE_SHARED")
    folder = pathlib.Path(shared or "/nonexistent") / "data/chunking"
    if not folder.is_dir():
        raise MeasuringFailed("set PADDLE_SHARED to a folder with data/chunking, the set of the Chroma chunking study")
    texts = {path.stem: Text(path.read_bytes().decode()) for path in sorted(folder.glob("corpora/*.md"))}
    with open(folder / "questions_df.csv", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return texts, [
        (row["question"], row["corpus_id"], [(span["start_index"], span["end_index"]) for span in json.loads(row["references"])])
        for row in rows
    ]


class Text:
    def __init__(self, text):
        self.text = text
        self.starts = [match.start() for match in TOKEN.finditer(text)]

    def tokens(self, spans):
        """The numbers of the tokens that begin in spans."""
        found = set()
        for start, end in spans:
            found.update(range(bisect.bisect_left(self.starts, start), bisect.bisect_left(self.starts, end)))
        return found


class Share:
    """Shares of the tokens that answer, and of those that were returned."""

    def __init__(self):
        self.recalls, self.precisions, self.sizes = [], [], []

    def add(self, wanted, returned, size):
        hit = len(wanted & returned)
        self.recalls.append(hit / len(wanted))
        self.precisions.append(hit / size if size else 0)
        self.sizes.append(size)

    def tell(self, report, name):
        report.tell(f"{name}: token recall", [statistics.mean(self.recalls)], "")
        report.tell(f"{name}: precision", [statistics.mean(self.precisions)], "")
        report.tell(f"{name}: tokens", [statistics.mean(self.sizes)], "")


def store(client, texts):
    for name, text in texts.items():
        client.round_trip(client.call("add_document", {"key": name, "content": text.text}))
    while structured(client, "search_documents", {"query": "settled"}).get("waiting"):
        time.sleep(0.2)


def structured(client, tool, arguments):
    _, result = client.round_trip(client.call(tool, arguments))
    return result["structuredContent"]


def spans(passages):
    """The spans of passages by the names of their texts."""
    by_name = {}
    for passage in passages:
        by_name.setdefault(passage["uri"], []).append((passage["range"]["start"], passage["range"]["end"]))
    return by_name


def returned(texts, passages, name):
    by_name = spans(passages)
    size = sum(len(texts[other].tokens(found)) for other, found in by_name.items())
    return texts[name].tokens(by_name.get(name, [])), size


def tell_search(client, texts, questions, report):
    shares = {count: Share() for count in FOUND}
    times = []
    for question, name, wanted in questions:
        start = time.perf_counter()
        hits = structured(client, "search_documents", {"query": question, "limit": max(FOUND)})["hits"]
        times.append(1000 * (time.perf_counter() - start))
        for count in FOUND:
            shares[count].add(texts[name].tokens(wanted), *returned(texts, hits[:count], name))
    for count in FOUND:
        shares[count].tell(report, f"search_documents, first {count}")
    report.tell("search_documents, p50", times, "ms")


def tell_contexts(client, texts, questions, report):
    for budget in BUDGETS:
        share = Share()
        for question, name, wanted in questions:
            arguments = {"query": question, "budget_tokens": budget}
            context = structured(client, "generate_context", arguments)
            share.add(texts[name].tokens(wanted), *returned(texts, context["passages"], name))
        share.tell(report, f"generate_context, {budget} tokens")


def tell_answers(client, texts, questions, report):
    times, sizes, share, hit, abstained = [], [], Share(), 0, 0
    for question, name, wanted in questions:
        start = time.perf_counter()
        answer = structured(client, "rag_query", {"query": question})
        times.append(1000 * (time.perf_counter() - start))
        if answer["abstained"]:
            abstained += 1
            continue
        found, size = returned(texts, answer["citations"], name)
        share.add(texts[name].tokens(wanted), found, size)
        hit += bool(texts[name].tokens(wanted) & found)
    report.tell("rag_query: abstains from own questions", [100 * abstained / len(questions)], "%", at_most=6)
    report.tell("rag_query: cites what answers", [100 * hit / len(questions)], "%")
    share.tell(report, "rag_query, cited sentences")
    report.tell("rag_query, p50", times, "ms", at_most=40)


def tell_abstention(client, texts, questions, report):
    asked = elsewhere()
    if asked:
        refused = [abstains(client, question) for question in asked]
        share = 100 * statistics.mean(refused)
        report.require(f"rag_query: abstains from {len(asked)} questions of another field", [share], "%", at_least=94)
    _, listed = client.round_trip(client.call("list_sources", {"limit": 100}))
    ids = {source["key"]: source["id"] for source in listed["structuredContent"]["sources"]}
    refused = []
    for name in texts:
        own = [question for question, text, _ in questions if text == name]
        others = [ids[other] for other in texts if other != name]
        # Some of all that there are, and the same each time.
        for question in own[:: max(1, len(own) // FOREIGN)][:FOREIGN]:
            refused.append(abstains(client, question, source_ids=others))
    share = 100 * statistics.mean(refused)
    report.tell(f"rag_query: abstains from {len(refused)} questions of the fifth text", [share], "%")


def abstains(client, question, **more):
    return structured(client, "rag_query", {"query": question} | more)["abstained"]


def elsewhere():
    """Questions that have nothing to do with the texts: those of the Cranfield collection, on aerodynamics."""
    path = pathlib.Path(os.environ["PADDLE_SHARED"]) / "data/cranfield/cran.qry.xml"
    if not path.is_file():
        return []
    questions = ElementTree.fromstring(path.read_bytes()).iter("title")
    return [" ".join(question.text.split()) for question in questions]
