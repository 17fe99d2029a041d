"""What search_conversations and recall find in made conversations with known evidence, beside BM25, vectors alone, and the
published ranking computed in plain Python over the same lexemes and vectors."""

import json
import sys
import time

from .dialogues import KINDS, conversations
from .mcp import Client
from .turn_ranking import TurnRanking, Words, best

NEEDS = ["agent-memory"]
# The ranking was worked on with the first; the second, of other topics, is what counts.
HALVES = ["first", "second"]
SEED = 1
FOUND = 10
BUDGET = 4096
QUESTIONS = "questions"
# What a store of memories may take at once.
BATCH = 50


def measure(options, programs, home, report):
    halves = {half: conversations(half, options.talks, SEED) for half in HALVES}
    home.start_database()
    log = home.path / "server.log"
    with Client(programs.path("agent-memory"), home.environment, log, "--toolsets", "all") as client:
        for half, talks in halves.items():
            for number, talk in enumerate(talks):
                store(client, f"{half}{number}", talk)
        store_questions(client, [question.text for talks in halves.values() for talk in talks for question in talk.questions])
        settle(client)
        data = Data(home)
        for half, talks in halves.items():
            figures = Figures()
            for number, talk in enumerate(talks):
                ask(client, data, f"{half}{number}", talk, figures)
                print(f"  asked {number + 1} of {len(talks)} conversations, {half} half", file=sys.stderr, flush=True)
            figures.tell(report, half, talks)


def store(client, bank, talk):
    client.round_trip(client.call("create_memory_bank", {"name": bank}))
    sessions = {}
    for turn in talk.turns:
        sessions.setdefault(turn.session, []).append(
            {
                "role": "user" if turn.speaker == talk.speakers[0] else "assistant",
                "speaker": turn.speaker,
                "content": turn.text,
                "created_at": f"{turn.time.isoformat()}Z",
            }
        )
    for session, messages in sessions.items():
        client.round_trip(client.call("add_messages", {"session_id": str(session), "messages": messages, "bank": bank}))


def store_questions(client, questions):
    """Stores questions as memories, so that the server's model makes their vectors, for the rankings in Python."""
    client.round_trip(client.call("create_memory_bank", {"name": QUESTIONS}))
    memories = [{"content": question} for question in dict.fromkeys(questions)]
    for start in range(0, len(memories), BATCH):
        arguments = {"memories": memories[start : start + BATCH], "bank": QUESTIONS, "on_duplicate": "store"}
        client.round_trip(client.call("store_memories", arguments))


def settle(client):
    """Waits until all turns can be found by their words."""
    while True:
        _, result = client.round_trip(client.call("search_conversations", {"query": "hello"}))
        if not result["structuredContent"].get("waiting"):
            return
        time.sleep(0.2)


class Data:
    """The lexemes and vectors of turns and questions, as the database has them."""

    def __init__(self, home):
        self.home = home
        self.turns = self.by_id("bank.name || '/' || t.session_id || '/' || t.turn", "t.embedding", "t.said", TURNS)
        self.questions = self.by_id("t.content", "t.embedding", "t.content", ASKED)
        self.words = Words([lexemes for lexemes, _ in self.turns.values()])

    def by_id(self, name, vector, text, tables):
        lexemes = f"(SELECT json_object_agg(lexeme, count) FROM public.paddle_lexemes('english', {text}))"
        query = f"SELECT json_build_array({name}, {lexemes}, {vector}::text::json) FROM {tables}"
        rows = self.home.postgresql("psql", "-XAtqc", query).splitlines()
        return {name: (lexemes or {}, vector) for name, lexemes, vector in map(json.loads, rows)}


TURNS = "public.conversations AS t JOIN public.memory_banks AS bank ON bank.id = t.memory_bank_id"
ASKED = f"public.memories AS t JOIN public.memory_banks AS bank ON bank.id = t.memory_bank_id AND bank.name = '{QUESTIONS}'"


def ask(client, data, bank, talk, figures):
    known = [data.turns[f"{bank}/{turn.session}/{turn.number}"] for turn in talk.turns]
    ranking = TurnRanking(
        data.words,
        [turn.session for turn in talk.turns],
        [turn.speaker for turn in talk.turns],
        [turn.text for turn in talk.turns],
        *zip(*known),
    )
    places = {(str(turn.session), turn.number): place for place, turn in enumerate(talk.turns)}
    for question in talk.questions:
        lexemes, vector = data.questions[question.text]
        for name, scores in [
            ("BM25", ranking.by_words(lexemes)),
            ("vectors", ranking.by_meaning(vector)),
            ("Python", ranking.scores(question.text, lexemes, vector)),
        ]:
            order = best(scores)
            figures.note(name, talk, question, order, list(dict.fromkeys(talk.turns[place].session for place in order)))
        asking = {"query": question.text, "banks": [bank], "limit": FOUND}
        elapsed, found = client.round_trip(client.call("search_conversations", asking))
        turns = [places[hit["turn"]["session_id"], hit["turn"]["turn"]] for hit in found["structuredContent"]["hits"]]
        _, found = client.round_trip(client.call("search_conversations", asking | {"group_by": "session"}))
        sessions = [int(hit["turn"]["session_id"]) for hit in found["structuredContent"]["hits"]]
        figures.note("server", talk, question, turns, sessions)
        figures.times.append(elapsed)
        _, found = client.round_trip(
            client.call("recall", {"query": question.text, "banks": [bank], "budget_tokens": BUDGET})
        )
        items = found["structuredContent"]["items"]
        figures.recalled(question, {places[item["session_id"], item["turn"]] for item in items})


class Figures:
    def __init__(self):
        self.turns = {}
        self.sessions = {}
        self.some, self.all, self.packed, self.times = {}, {}, [], []

    def note(self, ranking, talk, question, turns, sessions):
        """Takes down what part of the evidence is among the first of a ranking."""
        evidence = question.evidence
        part = len(evidence.intersection(turns[:FOUND])) / len(evidence)
        self.turns.setdefault((ranking, question.kind), []).append(part)
        evidence = {talk.turns[place].session for place in evidence}
        self.sessions.setdefault(ranking, []).append(len(evidence.intersection(sessions[:FOUND])) / len(evidence))

    def recalled(self, question, places):
        found = len(question.evidence & places)
        self.some.setdefault(question.kind, []).append(found > 0)
        self.all.setdefault(question.kind, []).append(found == len(question.evidence))
        self.packed.append(len(places))

    def tell(self, report, half, talks):
        turns = sum(len(talk.turns) for talk in talks)
        asked = [question.kind for talk in talks for question in talk.questions]
        kinds = ", ".join(f"{asked.count(kind)} {kind}" for kind in KINDS)
        print(f"{half} half: {len(talks)} conversations, {turns:,} turns; {len(asked)} questions: {kinds}")

        def r(ranking, kinds=KINDS):
            return [mean([part for kind in kinds for part in self.turns[ranking, kind]])]

        def s(ranking):
            return [mean(self.sessions[ranking])]

        for name in ["BM25", "vectors"]:
            report.compare(f"{half} half, turns R@10, beside {name} alone", r("server"), r(name), "")
        report.compare(f"{half} half, turns R@10, beside the ranking in Python", r("server"), r("Python"), "", 0.99)
        for kind in KINDS:
            report.compare(f"  of kind {kind}", r("server", [kind]), r("Python", [kind]), "")
        for name in ["BM25", "vectors"]:
            report.compare(f"{half} half, sessions R@10, beside {name} alone", s("server"), s(name), "")
        report.compare(f"{half} half, sessions R@10, beside the ranking in Python", s("server"), s("Python"), "", 0.99)
        for figure, found in [("some", self.some), ("all", self.all)]:
            report.tell(f"{half} half, recall of {BUDGET:,} tokens has {figure} of the evidence", [mean(flat(found))], "")
            for kind in KINDS:
                report.tell(f"  of kind {kind}", [mean(found[kind])], "")
        report.tell(f"{half} half, turns in a recall, median", self.packed, "")
        report.tell(f"{half} half, search_conversations, median", self.times, "ms")


def mean(numbers):
    return sum(numbers) / len(numbers)


def flat(found):
    return [value for values in found.values() for value in values]
