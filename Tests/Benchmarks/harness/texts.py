"""Real texts in English, the same on every run: the documents and questions of the benchmarks."""

import ast
import os
import pathlib
import re
import sysconfig

from .programs import ROOT, MeasuringFailed

CRANFIELD = "data/cranfield/cran.all.1400.xml"


def abstracts():
    """The 1,400 abstracts of the Cranfield collection where they are at hand, else paragraphs; and which it is."""
    shared = pathlib.Path(os.environ.get("PADDLE_SHARED", ROOT.parent / "shared"))
    try:
        collection = (shared / CRANFIELD).read_text()
    except OSError:
        print(f"{shared / CRANFIELD} is not there: embedding paragraphs of Python's documentation instead.")
        # Joined, so that they are of many lengths, as abstracts are.
        parts = paragraphs(4000)
        joined = [" ".join(parts[start : start + 1 + start % 5]) for start in range(0, len(parts), 3)]
        return joined[:1400], "paragraphs of Python's documentation"
    texts = [" ".join(text.split()) for text in re.findall(r"<text>(.*?)</text>", collection, re.DOTALL)]
    return [text for text in texts if text], "Cranfield abstracts"


def paragraphs(count):
    """Paragraphs of the docstrings of Python's standard library, which is wherever this runs."""
    library = pathlib.Path(sysconfig.get_paths()["stdlib"])
    found = {}
    for path in sorted(library.rglob("*.py")):
        if {"site-packages", "dist-packages", "test", "tests"} & set(path.parts):
            continue
        try:
            tree = ast.parse(path.read_bytes())
        except (SyntaxError, ValueError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
                for paragraph in (ast.get_docstring(node) or "").split("\n\n"):
                    text = " ".join(paragraph.split())
                    if 40 <= len(text) <= 1000:
                        found.setdefault(text)
        if len(found) >= count:
            return list(found)[:count]
    raise MeasuringFailed(f"Python's documentation in {library} has only {len(found)} paragraphs, not {count}")


def questions(texts, count):
    """Short queries, no two the same: some words out of a text, from 3 to 12 as people type them."""
    found = {}
    for turn in range(100):
        for index, text in enumerate(texts):
            words = re.findall(r"[A-Za-z][a-z]+", text)
            length = 3 + (index + turn) % 10
            start = (index * 7 + turn * 13) % max(1, len(words) - length)
            if len(words) > length:
                found.setdefault(" ".join(words[start : start + length]).lower())
            if len(found) == count:
                return list(found)
    raise MeasuringFailed(f"{len(texts)} texts make no {count} different questions")
