"""Reads the files of scripts/: what friends talk about, and what may be asked about it.

A topic is about one of the two, A; it has slots, drawn once for a conversation, and episodes, of which each is told in a
session of its own, in their order:

    == dog                          a topic
    list name: Biscuit, Juno        a slot <name> and what may fill it
    -- adopt                        an episode
    A #adopt @pets: I ... || We ... what A says, in two wordings; the turn is called adopt, and tells of A's pets
    ~B: {Aww|Oh}, how nice!         said or left out
    * How is <name>? >> Fine.       asked by B and answered by A at any time afterwards
    + Dogs are honest.              what either may add
    ? single adopt: Which ...       a question and its kind; its evidence are the turns of these names
    = Which dog ... || ...          wordings of the same question in the words of the evidence

{a|b} is either, <A> and <B> are the names of the two. tags.txt has questions whose evidence are all turns with a tag, and
smalltalk.txt lists of what is said between.
"""

import dataclasses
import pathlib
import re

FOLDER = pathlib.Path(__file__).with_name("scripts")


@dataclasses.dataclass
class Line:
    """What one of the two says, in some wordings."""

    speaker: str
    wordings: list[str]
    labels: list[str] = dataclasses.field(default_factory=list)
    tags: list[str] = dataclasses.field(default_factory=list)
    is_optional: bool = False


@dataclasses.dataclass
class Asked:
    """A question in some wordings; its evidence are the turns of these labels."""

    kind: str
    labels: list[str]
    wordings: list[str]
    # In the words of the evidence.
    near: list[str] = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Topic:
    name: str
    slots: dict[str, list[str]] = dataclasses.field(default_factory=dict)
    episodes: list[list[Line]] = dataclasses.field(default_factory=list)
    asides: list[tuple[str, str]] = dataclasses.field(default_factory=list)
    remarks: list[str] = dataclasses.field(default_factory=list)
    questions: list[Asked] = dataclasses.field(default_factory=list)


def topics(half):
    """The topics of a half, `first` or `second`, in the order of their names."""
    found = []
    for path in sorted((FOLDER / half).glob("*.txt")):
        if path.name != "tags.txt":
            found += parsed(path)
    return sorted(found, key=lambda topic: topic.name)


def parsed(path):
    found = []
    for number, text in enumerate(path.read_text().splitlines(), 1):
        if not text.strip():
            continue
        try:
            read(text.strip(), found)
        except (ValueError, IndexError) as error:
            raise ValueError(f"{path.name}:{number}: {error}: {text}") from error
    for topic in found:
        known = {label for episode in topic.episodes for line in episode for label in line.labels}
        for question in topic.questions:
            if not known.issuperset(question.labels):
                raise ValueError(f"{path.name}, {topic.name}: no turn is called {set(question.labels) - known}")
    return found


def read(text, found):
    """Adds what a line of a file says to the last topic."""
    if text.startswith("== "):
        found.append(Topic(text[3:]))
        return
    topic = found[-1]
    if text.startswith("list "):
        name, values = text[5:].split(": ", 1)
        topic.slots[name] = values.split(", ")
    elif text.startswith("-- "):
        topic.episodes.append([])
    elif text.startswith("* "):
        question, answer = text[2:].split(" >> ")
        topic.asides.append((question, answer))
    elif text.startswith("= "):
        topic.questions[-1].near += parted(text[2:])
    elif text.startswith("+ "):
        topic.remarks += parted(text[2:])
    elif text.startswith("? "):
        (kind, *labels), wordings = heading(text[2:])
        topic.questions.append(Asked(kind, labels, wordings))
    else:
        is_optional = text.startswith("~")
        (speaker, *marks), wordings = heading(text.removeprefix("~"))
        if speaker not in ("A", "B"):
            raise ValueError("nobody says this")
        labels, tags = ([mark[1:] for mark in marks if mark[0] == sign] for sign in "#@")
        topic.episodes[-1].append(Line(speaker, wordings, labels, tags, is_optional))


def heading(text):
    """The words before the first colon, and the wordings behind it."""
    head, wordings = text.split(": ", 1)
    return head.split(), parted(wordings)


def parted(wordings):
    return [wording.strip() for wording in wordings.split(" || ")]


def tag_questions(half):
    """Wordings of the questions about all turns with a tag, by tag."""
    found = {}
    for text in (FOLDER / half / "tags.txt").read_text().splitlines():
        (tag,), wordings = heading(text.removeprefix("? "))
        found[tag] = wordings
    return found


def small_talk():
    """The lists of smalltalk.txt, by name."""
    found = {}
    for text in (FOLDER / "smalltalk.txt").read_text().splitlines():
        if text.startswith("["):
            found[text.strip("[]")] = []
        elif text and not text.startswith("#"):
            (name,) = list(found)[-1:]
            found[name] += text.split(", ") if name in ("names", "past", "next") else [text]
    return found


def choose(random, text, values):
    """A wording with its choices made and its slots filled."""
    while True:
        chosen = re.sub(r"\{([^{}]*)\}", lambda match: random.choice(match[1].split("|")), text)
        chosen = re.sub(r"<(\w+)>", lambda match: value(random, values, match[1]), chosen)
        if chosen == text:
            break
        text = chosen
    return text


def written(text):
    """A text whose sentences begin with a capital, as what fills a slot may not."""
    return re.sub(r"(^|[.!?] )([a-z])", lambda match: match[1] + match[2].upper(), text)


def without_time(wording):
    """A wording without its times, where it has some that can be told later."""
    if "<past>" not in wording or re.search(r"\b([Ss]ince|[Ff]rom|was|is) <past>", wording):
        return None
    return re.sub(r"^, ", "", re.sub(r" ?<past>", "", wording).strip())


def value(random, values, name):
    """What fills a slot: something else each time where it is a list."""
    return random.choice(values[name]) if isinstance(values[name], list) else values[name]
