"""The published ranking of turns in plain Python, over all turns and without indexes: what the server's is held against.

    lex + lexW + 0.5 den + 0.5 denW, and 0.1 for turns of the speaker who is named, and for turns that are no question

lex is BM25 over its own upper bound, den the cosine; W is the same of a turn joined with its neighbours.
"""

import collections
import math
import operator
import re

REACH = 2
K1, B = 1.2, 0.75


class Words:
    """What BM25 knows of all turns that are stored."""

    def __init__(self, turns):
        self.count = len(turns)
        self.average = sum(sum(lexemes.values()) for lexemes in turns) / len(turns)
        self.holding = collections.Counter(lexeme for lexemes in turns for lexeme in lexemes)

    def weight(self, lexeme):
        holding = self.holding[lexeme]
        return math.log(1 + (self.count - holding + 0.5) / (holding + 0.5))


class TurnRanking:
    """The turns of one conversation.

    `sessions`, `speakers`, `texts`, `lexemes` (counts by lexeme) and `vectors` are lists with one element a turn.
    """

    def __init__(self, words, sessions, speakers, texts, lexemes, vectors):
        self.words = words
        self.size = len(sessions)
        self.named = [terms(speaker) for speaker in speakers]
        self.is_statement = [0.0 if text.rstrip().endswith("?") else 1.0 for text in texts]
        windows = [
            [near for near in range(max(0, place - REACH), min(self.size, place + REACH + 1)) if sessions[near] == session]
            for place, session in enumerate(sessions)
        ]
        self.own = Texts(lexemes, [unit(vector) for vector in vectors])
        self.joined = Texts(
            [sum((collections.Counter(lexemes[near]) for near in window), collections.Counter()) for window in windows],
            [unit([sum(column) for column in zip(*(vectors[near] for near in window))]) for window in windows],
            rows=2 * REACH + 1,
        )

    def by_words(self, lexemes):
        return self.own.by_words(self.words, lexemes)

    def by_meaning(self, vector):
        return self.own.by_meaning(unit(vector))

    def scores(self, question, lexemes, vector):
        """The published score of each turn."""
        vector = unit(vector)
        parts = [
            self.own.by_words(self.words, lexemes),
            self.joined.by_words(self.words, lexemes),
            [0.5 * max(0, score) for score in self.own.by_meaning(vector)],
            [0.5 * max(0, score) for score in self.joined.by_meaning(vector)],
            [0.1 * bool(name & terms(question)) for name in self.named],
            [0.1 * is_statement for is_statement in self.is_statement],
        ]
        return [sum(scores) for scores in zip(*parts)]


class Texts:
    """Texts as bags of lexemes and as unit vectors."""

    def __init__(self, lexemes, vectors, rows=1):
        self.vectors = vectors
        # As if all windows had as many turns as those that are not at an end of a session.
        self.lengths = [sum(counts.values()) / rows for counts in lexemes]
        self.postings = collections.defaultdict(list)
        for place, counts in enumerate(lexemes):
            for lexeme, count in counts.items():
                self.postings[lexeme].append((place, count))

    def by_words(self, words, asked):
        scores = [0.0] * len(self.lengths)
        most = 0.0
        for lexeme, count in asked.items():
            gain = math.sqrt(count) * words.weight(lexeme)
            most += gain * (K1 + 1)
            for place, times in self.postings.get(lexeme, []):
                length = self.lengths[place] / words.average
                scores[place] += gain * (K1 + 1) * times / (times + K1 * (1 - B + B * length))
        return [score / most for score in scores] if most else scores

    def by_meaning(self, vector):
        return [sum(map(operator.mul, vector, other)) for other in self.vectors]


def unit(vector):
    length = math.sqrt(sum(map(operator.mul, vector, vector)))
    return [value / length for value in vector]


def terms(text):
    return set(re.findall(r"[^\W_]+", text.lower()))


def best(scores):
    """The places of all scores, the best first."""
    return sorted(range(len(scores)), key=lambda place: (-scores[place], place))
