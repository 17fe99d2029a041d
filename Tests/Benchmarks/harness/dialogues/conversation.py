"""Puts topics and small talk together to conversations, by a seed: the same on every run."""

import dataclasses
import datetime
import random

from . import scripts

KINDS = ["single", "when", "multi", "open"]
# How many questions of each kind a conversation has at most: about as in real sets.
ASKED = {"single": 36, "when": 24, "multi": 24, "open": 20}
TOPICS_OF_ONE = 9
FEWEST_SESSIONS, MOST_SESSIONS = 22, 28
# How often a question is asked in the words of its evidence, where there are such wordings.
NEAR = 0.8
# How many remarks are added to a turn of an episode.
REMARKS = [0, 1, 2, 2, 3]
# How often the time is told only when the other asks for it, and how often the other repeats what was named.
ASKED_WHEN = 0.4
ECHOED = 0.4
# How probably the two go on about a topic after an episode.
FURTHER = [0.8, 0.4]
# Of so many turns with a tag a question asks for all.
TAGGED = range(2, 5)


@dataclasses.dataclass
class Turn:
    session: int
    number: int
    speaker: str
    text: str
    time: datetime.datetime


@dataclasses.dataclass
class Question:
    kind: str
    text: str
    # Places in the list of turns.
    evidence: frozenset[int]


@dataclasses.dataclass
class Conversation:
    speakers: tuple[str, str]
    turns: list[Turn]
    questions: list[Question]


def conversations(half, count, seed):
    """So many conversations from a half of the scripts: `first`, or `second`, which is kept apart for checking."""
    topics, tags, talk = scripts.topics(half), scripts.tag_questions(half), scripts.small_talk()
    pairs = [pair.split() for pair in talk["names"]]
    return [
        Composer(random.Random(f"{half} {seed} {number}"), pairs[number % len(pairs)], topics, tags, talk).conversation()
        for number in range(count)
    ]


class Thread:
    """A topic of one speaker, as it goes through a conversation."""

    def __init__(self, topic, owner, other, slots):
        self.topic = topic
        self.names = {"A": owner, "B": other}
        self.values = {**slots, "A": owner, "B": other}
        self.told = 0
        # Where the turns of each label are.
        self.turns = {}
        # Where the time of one was told by itself.
        self.times = {}


class Composer:
    def __init__(self, random, speakers, topics, tags, talk):
        self.random = random
        self.speakers = speakers
        self.tags = tags
        self.talk = talk
        self.turns = []
        self.tagged = {}
        self.threads = []
        fillings = {}
        for owner, other in [speakers, speakers[::-1]]:
            for topic in random.sample(topics, min(TOPICS_OF_ONE, len(topics))):
                slots = {}
                for name, values in topic.slots.items():
                    # The two never mean the same by it.
                    left = fillings.setdefault((topic.name, name), random.sample(values, len(values)))
                    slots[name] = left.pop()
                self.threads.append(Thread(topic, owner, other, slots))

    def conversation(self):
        chance = self.random
        sessions = chance.randint(FEWEST_SESSIONS, MOST_SESSIONS)
        # In which session each thread goes on.
        plan = [[] for _ in range(sessions)]
        for thread in self.threads:
            samples = [chance.sample(range(sessions), min(sessions, len(thread.topic.episodes))) for _ in range(8)]
            # Where the least is said so far.
            places = sorted(min(samples, key=lambda places: sum(len(plan[place]) ** 3 for place in places)))
            for place, episode in zip(places, thread.topic.episodes):
                plan[place].append((thread, episode))
        day = datetime.datetime(2022 + chance.randint(0, 2), chance.randint(1, 12), chance.randint(1, 28))
        for number, parts in enumerate(plan):
            day += datetime.timedelta(days=chance.randint(3, 21))
            chance.shuffle(parts)
            self.session(number, day + datetime.timedelta(minutes=chance.randint(8 * 60, 22 * 60)), parts)
        return Conversation(tuple(self.speakers), self.turns, self.questions())

    # What is said

    def session(self, number, time, parts):
        self.number, self.time, self.first, self.used = number, time, len(self.turns), set()
        one, other = self.random.sample(self.speakers, 2)
        self.say(one, self.small("hello", one))
        self.say(other, self.small("answer", other))
        for thread, episode in parts:
            if self.random.random() < 0.4:
                self.aside(self.random.choice(self.threads))
            self.episode(thread, episode)
            for chance in FURTHER:
                if self.random.random() < chance:
                    self.aside(thread)
        if self.random.random() < 0.5:
            self.idle()
        one = self.next_speaker()
        self.say(one, self.small("bye", one))
        if self.random.random() < 0.7:
            one = self.next_speaker()
            self.say(one, self.small("bye", one))

    def episode(self, thread, episode):
        chance = self.random
        lead, echo = self.lead(thread.names[episode[0].speaker]), ""
        for number, line in enumerate(episode):
            speaker = thread.names[line.speaker]
            if line.is_optional and chance.random() < 0.5:
                continue
            if number > 0:
                self.turn_to(speaker)
            wording = chance.choice(line.wordings)
            later = scripts.without_time(wording) if line.labels and chance.random() < ASKED_WHEN else None
            text = f"{lead}{echo}{self.filled(later or wording, thread.values)}"
            for _ in range(chance.choice(REMARKS)):
                text += f" {self.remark(thread, speaker)}"
            place = self.say(speaker, text)
            lead, echo = "", ""
            for label in line.labels:
                thread.turns.setdefault(label, []).append(place)
            if later:
                # Then the time alone is what answers.
                other = self.other(speaker)
                self.say(other, self.small("when", other))
                self.say(speaker, f"{self.filled('<past>', {})}{self.small('then', speaker)}")
                thread.times.update(dict.fromkeys(line.labels, len(self.turns) - 1))
            elif chance.random() < ECHOED:
                echo = self.echo(thread, wording, self.other(speaker))
            for tag in line.tags:
                self.tagged.setdefault((thread.names["A"], tag), []).append(place)
        thread.told += 1
        if chance.random() < 0.5:
            speaker = self.next_speaker()
            self.say(speaker, self.small("praise", speaker))

    def lead(self, speaker):
        """How a speaker comes to something new: after an invitation, or in the same turn as an answer."""
        last = self.turns[-1].speaker
        if last == speaker:
            if self.random.random() < 0.5:
                return self.small("turn", speaker) + " "
            other = self.other(speaker)
            self.say(other, self.small("link", other))
            return ""
        if self.random.random() < 0.7:
            return f"{self.small('praise', speaker)} {self.small('turn', speaker)} "
        return ""

    def echo(self, thread, wording, speaker):
        """The other repeats what was just named."""
        named = [slot for slot in thread.topic.slots if f"<{slot}>" in wording]
        if not named:
            return ""
        return f"{thread.values[self.random.choice(named)]}{self.small('echo', speaker)} "

    def aside(self, thread):
        """Talk about a topic that has come up, which tells nothing new."""
        if thread.told == 0:
            return
        question, answer = self.fresh(thread.topic.asides)
        asking, answering = thread.names["B"], thread.names["A"]
        self.turn_to(asking)
        self.say(asking, f"{self.filled(question, thread.values)} {self.remark(thread, asking)}")
        self.say(answering, f"{self.filled(answer, thread.values)} {self.remark(thread, answering)}")

    def remark(self, thread, speaker):
        """What is added to a turn, and tells nothing."""
        if thread.topic.remarks and self.random.random() < 0.5:
            return self.filled(self.fresh(thread.topic.remarks), thread.values)
        return self.small("tail", speaker)

    def idle(self):
        one = self.next_speaker()
        question, answer = self.random.choice(self.talk["idle"]).split(" >> ")
        for speaker, text in [(one, question), (self.other(one), answer)]:
            self.say(speaker, self.filled(text, {"A": speaker, "B": self.other(speaker)}))

    def turn_to(self, speaker):
        """Has the other say something where the speaker would have two turns on end."""
        if self.turns[-1].speaker == speaker and len(self.turns) > self.first:
            other = self.other(speaker)
            self.say(other, self.small("praise", other))

    def say(self, speaker, text):
        text = scripts.written(text)
        if len(self.turns) > self.first and self.turns[-1].speaker == speaker:
            self.turns[-1].text += f" {text}"
        else:
            time = self.time + datetime.timedelta(minutes=len(self.turns) - self.first)
            self.turns.append(Turn(self.number, len(self.turns) - self.first, speaker, text, time))
        return len(self.turns) - 1

    def small(self, kind, speaker):
        return self.filled(self.fresh(self.talk[kind]), {"A": speaker, "B": self.other(speaker)})

    def fresh(self, wordings):
        """A wording that the session does not have yet, where there is one."""
        left = [wording for wording in wordings if wording not in self.used] or wordings
        chosen = self.random.choice(left)
        self.used.add(chosen)
        return chosen

    def filled(self, text, values):
        return scripts.choose(self.random, text, {"past": self.talk["past"], "next": self.talk["next"], **values})

    def next_speaker(self):
        return self.other(self.turns[-1].speaker)

    def other(self, speaker):
        return self.speakers[1 - self.speakers.index(speaker)]

    # What is asked

    def questions(self):
        found = {kind: [] for kind in KINDS}
        for thread in self.threads:
            for asked in thread.topic.questions:
                turns = [thread.turns.get(label) for label in asked.labels]
                if asked.kind == "when" and asked.labels[0] in thread.times:
                    turns = [[thread.times[asked.labels[0]]]]
                # An episode may have had no session.
                if all(turns):
                    evidence = frozenset(place for places in turns for place in places)
                    is_near = asked.near and self.random.random() < NEAR
                    text = self.filled(self.random.choice(asked.near if is_near else asked.wordings), thread.values)
                    found[asked.kind].append(Question(asked.kind, scripts.written(text), evidence))
        for (owner, tag), places in self.tagged.items():
            if tag in self.tags and len(places) in TAGGED:
                text = self.filled(self.random.choice(self.tags[tag]), {"A": owner, "B": self.other(owner)})
                found["multi"].append(Question("multi", text, frozenset(places)))
        return [
            question
            for kind, questions in found.items()
            for question in self.random.sample(questions, min(ASKED[kind], len(questions)))
        ]
