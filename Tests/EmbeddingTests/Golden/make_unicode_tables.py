#!/usr/bin/env python3
"""Writes Sources/Core/Embedding/Tokenizer/UnicodeTables.swift.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install tokenizers==0.23.3
    /tmp/venv/bin/python Tests/EmbeddingTests/Golden/make_unicode_tables.py

The reference tokenizer is built on several Unicode tables of different ages (categories, normalisation, case, white
space), none of which is the Swift runtime's. So every table here is measured: each of the 1,112,064 Unicode scalars
goes through the reference, and what it did is written down as ranges.
"""
import os
import unicodedata
import tokenizers
from tokenizers import AddedToken, Tokenizer, models, normalizers, pre_tokenizers

VERSION = "0.23.3"
assert tokenizers.__version__ == VERSION, f"tokenizers {VERSION} is needed, found {tokenizers.__version__}"
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
TARGET = os.path.join(ROOT, "Sources/Core/Embedding/Tokenizer/UnicodeTables.swift")
SCALARS = [c for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF]


def bert(**on):
    options = dict(clean_text=False, handle_chinese_chars=False, strip_accents=False, lowercase=False)
    return normalizers.BertNormalizer(**{**options, **on}).normalize_str


def measure():
    clean, chinese = bert(clean_text=True), bert(handle_chinese_chars=True)
    strip, lower = bert(strip_accents=True), bert(lowercase=True)
    nfd, split = normalizers.NFD().normalize_str, pre_tokenizers.BertPreTokenizer().pre_tokenize_str

    t = dict(removed=[], whitespace=[], chinese=[], nonspacing=[], punctuation=[], wordCharacters=[])
    cleaned_to_space, decompositions, lowercase = [], {}, {}
    for c in SCALARS:
        s = chr(c)
        framed = "a" + s + "b"
        out = clean(framed)
        if out == "ab":
            t["removed"].append(c)
        elif out == "a b" and s != " ":
            cleaned_to_space.append(c)
        elif out != framed:
            raise AssertionError(f"clean_text: {c:x} -> {out!r}")
        out = chinese(framed)
        if out == f"a {s} b":
            t["chinese"].append(c)
        elif out != framed:
            raise AssertionError(f"handle_chinese_chars: {c:x} -> {out!r}")
        out = lower(framed)[1:-1]
        if out != s:
            lowercase[c] = [ord(x) for x in out]
        out = nfd(s)
        if out != s:
            decompositions[c] = [ord(x) for x in out]
        elif strip(framed) == "ab":
            t["nonspacing"].append(c)
        elif strip(framed) != framed:
            raise AssertionError(f"strip_accents: {c:x}")
        pieces = len(split(framed))
        if pieces == 2:
            t["whitespace"].append(c)
        elif pieces == 3:
            t["punctuation"].append(c)
    marks = set(t["nonspacing"])
    for c, parts in decompositions.items():
        assert strip(chr(c)) == "".join(chr(p) for p in parts if p not in marks), hex(c)
        assert all(p not in decompositions for p in parts), hex(c)
    assert set(cleaned_to_space) | {0x20} == set(t["whitespace"]) - set(t["removed"])
    hangul = {c: p for c, p in decompositions.items() if 0xAC00 <= c <= 0xD7A3}
    assert len(hangul) == 11172 and all(p == jamo(c) for c, p in hangul.items())
    decompositions = {c: p for c, p in decompositions.items() if c not in hangul}
    t["wordCharacters"] = word_characters()
    return t, combining_classes(nfd, decompositions), decompositions, lowercase


def jamo(c):
    lead, vowel, trail = (c - 0xAC00) // 588, (c - 0xAC00) % 588 // 28, (c - 0xAC00) % 28
    return [0x1100 + lead, 0x1161 + vowel] + ([0x11A7 + trail] if trail else [])


def combining_classes(nfd, decompositions):
    """The class of a mark is read from the order it is sorted into beside marks whose class is known."""
    known = {}
    for c in range(0x300, 0x20000):
        k = unicodedata.combining(chr(c))
        if k and c not in decompositions and (k == 1 or nfd(f"a{chr(c)}\u0334") == f"a\u0334{chr(c)}"):
            known.setdefault(k, chr(c))
    ladder = sorted(known)
    first, last = known[ladder[0]], known[ladder[-1]]
    classes = {}
    for c in SCALARS:
        if c in decompositions or 0xAC00 <= c <= 0xD7A3:
            continue
        s = chr(c)
        if nfd("a" + s + first) == "a" + s + first and nfd("a" + last + s) == "a" + last + s:
            continue  # A starter: it stays after the highest and before the lowest.
        above = [k for k in ladder if s != known[k] and nfd("a" + s + known[k]) == "a" + known[k] + s]
        below = [k for k in ladder if s != known[k] and nfd("a" + known[k] + s) == "a" + s + known[k]]
        same = [k for k in ladder if k not in above and k not in below]
        assert len(same) == 1, f"{c:x}: {same}"
        classes[c] = same[0]
    return classes


def word_characters():
    """What the reference's pattern \\w holds, by whether a single_word token is found beside the character."""
    t = Tokenizer(models.WordPiece({"[UNK]": 0, "<x>": 1}, unk_token="[UNK]"))
    t.add_tokens([AddedToken("<x>", single_word=True, normalized=False)])
    return [c for c in SCALARS if 1 not in t.encode(chr(c) + "<x>", add_special_tokens=False).ids]


def ranges(scalars):
    out = []
    for c in scalars:
        if out and out[-1][1] == c - 1:
            out[-1][1] = c
        else:
            out.append([c, c])
    return [f"{a:x}" if a == b else f"{a:x}-{b:x}" for a, b in out]


def class_ranges(classes):
    out = []
    for c, k in sorted(classes.items()):
        if out and out[-1][1] == c - 1 and out[-1][2] == k:
            out[-1][1] = c
        else:
            out.append([c, c, k])
    return [(f"{a:x}" if a == b else f"{a:x}-{b:x}") + f"={k:x}" for a, b, k in out]


def case_runs(lowercase):
    """`first-last/step=lower of first`; a mapping to several scalars stands alone, joined by +."""
    runs = []
    for c, low in sorted(lowercase.items()):
        if len(low) > 1:
            runs.append([c, c, 1, low])
            continue
        r = runs[-1] if runs else None
        if r and len(r[3]) == 1 and low[0] - c == r[3][0] - r[0]:
            step = c - r[1]
            if (r[0] == r[1] and step <= 2) or step == r[2]:
                r[1], r[2] = c, step
                continue
        runs.append([c, c, 1, low])
    out = []
    for a, b, step, low in runs:
        head = f"{a:x}" if a == b else f"{a:x}-{b:x}" + (f"/{step:x}" if step != 1 else "")
        out.append(head + "=" + "+".join(f"{x:x}" for x in low))
    return out


def swift(name, comment, words):
    lines, line = [], "       "
    for word in words:
        if len(line) + 1 + len(word) > 112:
            lines.append(line + " \\")
            line = "       "
        line += " " + word
    lines.append(line)
    body = "\n".join(lines)
    return f'    /// {comment}\n    static let {name} = """\n{body}\n        """\n'


def main():
    t, classes, decompositions, lowercase = measure()
    parts = [
        swift("removed", "What `clean_text` takes out: controls, formats, private use, NUL and U+FFFD.",
              ranges(t["removed"])),
        swift("whitespace", "What separates words, and what `clean_text` makes a space.", ranges(t["whitespace"])),
        swift("chinese", "What `handle_chinese_chars` sets apart as words of one character.", ranges(t["chinese"])),
        swift("punctuation", "What stands alone as a word.", ranges(t["punctuation"])),
        swift("nonspacing", "Marks that `strip_accents` takes out after decomposition.", ranges(t["nonspacing"])),
        swift("combiningClasses", "Canonical combining classes other than zero.", class_ranges(classes)),
        swift("decompositions", "Full canonical decompositions, but for Hangul syllables, which are computed.",
              [f"{c:x}=" + "+".join(f"{p:x}" for p in v) for c, v in sorted(decompositions.items())]),
        swift("lowercase", "Lower case, one scalar at a time: runs written `first-last/step=lower case of first`.",
              case_runs(lowercase)),
        swift("wordCharacters", "What counts as part of a word beside an added token that must be a single word.",
              ranges(t["wordCharacters"])),
    ]
    with open(TARGET, "w", encoding="utf-8") as f:
        f.write(f"// Generated by Tests/EmbeddingTests/Golden/make_unicode_tables.py from tokenizers {VERSION}.\n"
                "// Do not edit: run the script.\n\n"
                "/// How the reference tokenizer treats each Unicode scalar, in hexadecimal.\n"
                "enum UnicodeTables {\n" + "\n".join(parts) + "}\n")
    for name, scalars in t.items():
        print(name, len(scalars), "scalars", len(ranges(scalars)), "ranges")
    print("combining classes", len(classes), "decompositions", len(decompositions), "lowercase", len(lowercase))


main()
