#!/usr/bin/env python3
"""Writes the tokenizer's golden vectors beside this script, from the reference library.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install tokenizers==0.23.3
    /tmp/venv/bin/python Tests/EmbeddingTests/Golden/make_tokenizer_golden.py MODEL_FOLDER

MODEL_FOLDER holds the tokenizer.json of all-MiniLM-L6-v2. The output is the same at every run:

    minilm.jsonl                    vectors of the real model
    variants/NAME/tokenizer.json    small tokenizers with other options and added tokens
    variants/NAME/golden.jsonl      their vectors

A line is a JSON object. `text` is the input, repeated `times` times where that stands; or the input is every scalar
`from` ... `through` by `step` as " a<scalar>b". `ids` are the tokens without [CLS] and [SEP]; long ones are given by
`count` and `hash` (64-bit FNV-1a over each id as four little-endian bytes).
"""
import json
import os
import random
import sys
import tokenizers
from tokenizers import Tokenizer

VERSION = "0.23.3"
assert tokenizers.__version__ == VERSION, f"tokenizers {VERSION} is needed, found {tokenizers.__version__}"
HERE = os.path.dirname(os.path.abspath(__file__))

PROSE = """
The quick brown fox jumps over the lazy dog.|Don't panic: it's only 3.14159, isn't it?|E-mail: o'neil+test@example.co.uk (24/7)!
def f(x): return {"a": [1, 2], 'b': x**2}  # comment|SELECT * FROM "t" WHERE a <> 'b';|C:\\Temp\\x\\AppData\\..\\file.tar.gz|https://example.org/a?b=c&d=%20#e
Größe, Straße, ÄÖÜ, ẞ|Où est passée l'œuvre naïve de Noël ?|¿Dónde está el niño? ¡Aquí!|São Paulo, coração, ação|Zażółć gęślą jaźń|Příliš žluťoučký kůň
İstanbul'da ılık IŞIK, iğne|Ðe Þorn æsc ƿynn|Tiếng Việt: Điều kiện thời tiết|Ŝlosilo de ĉiu ĥoro|Āboliņš, ģērbt, ķīļi
Съешь ещё этих мягких французских булок|Їжак і ґанок|Ђорђе Њушић|Монгол хэл ө ү|Ѐ ѝ ѣ ѫ|ΟΔΥΣΣΕΥΣ Οδυσσεύς ς σ Σ|ᾼ ᾳ ῼ ΐ ΰ ἄνθρωπος ᾧ|Հայերեն և ﬓ|ქართული ᲥᲐᲠᲗᲣᲚᲘ Ⴀ ⴀ
שָׁלוֹם עֲלֵיכֶם|السَّلَامُ عَلَيْكُمْ|فارسی می‌خواهم|اردو زبان۔|ܫܠܡܐ|ދިވެހި|ⵜⴰⵎⴰⵣⵉⵖⵜ|አማርኛ ነው።
नमस्ते क्षत्रिय ज़रूर|বাংলা ভাষা ো ৌ ড়|ਪੰਜਾਬੀ ਸ਼|ગુજરાતી|தமிழ் மொழி கொ கௌ|తెలుగు|ಕನ್ನಡ ಕೋ|മലയാളം ൊ|සිංහල ො|ไทยไม่มีวรรค ำ|ພາສາລາວ|မြန်မာ ဦ|ខ្មែរ ភាសា|བོད་ཡིག ཱི ཀྵ|ᠮᠣᠩᠭᠣᠯ
漢字かな交じり文。カタカナ、ﾊﾝｶｸ、ガギグ|简体中文测试，没有空格！|繁體中文測試「引號」|한국어 다람쥐 헌 쳇바퀴 ㅎㄷ|ᄒᆞᆫ글 ᄀᆞᆨ 각 각|豈更車賈滑 丽丸乁|㐀䶵 𠀀𪛖 𪜀 𫝀 𫠠 𬺰 𮯠 𰀀
👩‍👩‍👧‍👦 👍🏽 🇫🇷🇩🇪 ❤️ ☺︎ 1️⃣ 🫠|Ａｂｃ １２３ ！？ ～|ﬁ ﬂ ﬃ ﬅ|① Ⅷ ½ ² ₃ ™ ℡ ㎏|𝐀𝓑𝕮 𝟙𝟚 𝔘|Å Å K K Ω Ω ` ´|Ǆ ǅ ǆ ǈ ǋ ǲ|ﷺ ﷽|Ꭰꭰ Ꮿ ᏸ|𐐀𐐨 𐒰𐓘 𐲀𐳀 𞤀𞤢 𑢠𑣀|ꙀꙁꚀ Ɐ Ꞵ ꭓ Ꟃ ꟶ
a\\u0301e\\u0323\\u0302 \\u0302\\u0323|q\\u0307\\u0323 q\\u0323\\u0307|a\\u302e\\u0323b|a\\u0323\\u302eb \\u302f\\u302e|\\U0001d165\\U0001d16e\\u0334 x|\\u0344\\u0f73\\u0f75\\u0f81|\\u0cc0\\u0ccb \\U0001112e\\U0001134b|a\\u034f\\u0301|\\u16ff0 \\U00016ff0\\U00016ff1
\\u0000a\\u0001b\\u007f\\u0080\\u0085c\\u009f|\\ufffd\\ufffe\\uffff\\U0001fffe\\U0010ffff|a\\tb\\nc\\rd\\u000be\\u000cf\\u001cg\\u001f|a\\u00a0b\\u1680c\\u180ed\\u2000e\\u2028f\\u2029g\\u202fh\\u205fi\\u3000j|\\ufeffBOM\\ufeff|\\u200bzero\\u200cwidth\\u200djoin\\u2060er|\\u202eRTL\\u202c \\u200f\\u061c\\u2066x\\u2069|soft\\u00adhyphen|\\ue000\\uf8ff\\U000f0000\\U00100000|\\U000e0001\\U000e0041\\U000e007f\\U000e0100|\\u0378\\u0530\\u2fe0 \\u0870 \\u1c8a \\U0001e030 \\U0001fae9 \\U00011f00
[CLS]|[SEP]|[MASK]|[PAD]|[UNK]|[cls] [Sep]|x[CLS]y|[[CLS]]|[CLS][SEP][MASK]|[CLS|CLS]|[ CLS ]|[MASK]ed [MA\\u0301SK] [MASK\\u200d]|é[SEP]\\u0301é|[unused0] [unused99]|##ing ## # ing##|the ##s
""".strip()


def prose():
    lines = [part for line in PROSE.split("\n") for part in line.split("|")]
    return [part.encode("ascii", "backslashreplace").decode("unicode_escape") if "\\u" in part.lower() else part
            for part in lines] + ["", " ", "\n", "\t \r\n", "a|b", "\u0301", "\u200d", "\0"]


def fnv(ids):
    h = 0xCBF29CE484222325
    for i in ids:
        for b in i.to_bytes(4, "little"):
            h = (h ^ b) * 0x100000001B3 % 2**64
    return h


def scalars(first, last, step=1):
    return [chr(c) for c in range(first, last + 1, step) if not 0xD800 <= c <= 0xDFFF]


class Strings:
    """Random strings in which words of the vocabulary, all scripts, marks and special tokens meet."""
    AREAS = [(0, 0x7F), (0x80, 0x24F), (0x250, 0x36F), (0x370, 0x52F), (0x530, 0x77F), (0x780, 0xDFF), (0xE00, 0x10FF),
             (0x1100, 0x11FF), (0x1200, 0x1CFF), (0x1D00, 0x1FFF), (0x2000, 0x21FF), (0x2200, 0x2DFF), (0x2E00, 0x33FF),
             (0x3400, 0x9FFF), (0xA000, 0xABFF), (0xAC00, 0xD7A3), (0xE000, 0xFAFF), (0xFB00, 0xFFFF),
             (0x10000, 0x12FFF), (0x13000, 0x1CFFF), (0x1D000, 0x1DFFF), (0x1E000, 0x1FFFF), (0x20000, 0x2FFFF),
             (0xE0000, 0xE01FF), (0xF0000, 0x10FFFF)]
    MARKS = [(0x300, 0x36F), (0x591, 0x5C7), (0x610, 0x61A), (0x64B, 0x65F), (0x93C, 0x94D), (0xF71, 0xF84),
             (0x1DC0, 0x1DFF), (0x20D0, 0x20F0), (0x302A, 0x302F), (0x1D165, 0x1D172), (0x110B9, 0x110BA)]

    def __init__(self, seed, words, special):
        self.random, self.words, self.special = random.Random(seed), words, special

    def piece(self):
        r = self.random
        k = r.random()
        if k < 0.35:
            word = r.choice(self.words).removeprefix("##")
            return r.choice([word, word, word.upper(), word.capitalize()])
        if k < 0.45:
            area = r.choice(self.AREAS)
            return "".join(r.choice(scalars(c, c) or ["?"]) for c in (r.randint(*area) for _ in range(r.randint(1, 5))))
        if k < 0.53:
            return "".join(chr(r.randint(*r.choice(self.MARKS))) for _ in range(r.randint(1, 5)))
        if k < 0.65:
            return r.choice(self.special)
        if k < 0.88:
            return r.choice([" ", " ", " ", "  ", "\t", "\n"])
        if k < 0.98:
            return "".join(chr(r.randint(32, 126)) for _ in range(r.randint(1, 6)))
        return r.choice("ab中é!\u0301") * r.choice([49, 50, 99, 100, 101])

    def next(self):
        return "".join(self.piece() for _ in range(self.random.randint(1, self.random.choice([2, 5, 12]))))


def encode(tokenizer, text):
    return tokenizer.encode(text, add_special_tokens=False).ids


def write(path, entries):
    with open(path, "w", encoding="ascii") as f:
        for entry in entries:
            f.write(json.dumps(entry, separators=(",", ":")) + "\n")
    print(os.path.relpath(path, HERE), sum(1 for _ in open(path)), "lines", os.path.getsize(path), "bytes")


def summary(tokenizer, whole, **entry):
    ids = encode(tokenizer, whole)
    return {**entry, "count": len(ids), "hash": f"{fnv(ids):016x}"}


def vectors(tokenizer, strings, number):
    texts = prose() + [strings.next() for _ in range(number)]
    return [{"text": text, "ids": encode(tokenizer, text)} for text in texts]


def minilm(folder):
    t = Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))
    t.no_truncation()
    t.no_padding()
    words = [w for w, _ in sorted(t.get_vocab().items(), key=lambda entry: entry[1])]
    strings = Strings(20260101, words, ["[CLS]", "[SEP]", "[MASK]", "[PAD]", "[UNK]", "[CLS", "SEP]", "'s", "n't", "..."])
    entries = vectors(t, strings, 6000)
    for first in list(range(0, 0x40000, 0x800)) + [0xE0000]:
        text = "".join(f" a{c}b" for c in scalars(first, first + 0x7FF))
        if text:
            entries.append(summary(t, text, **{"from": first, "through": first + 0x7FF, "step": 1}))
    sparse = {"from": 0x40000, "through": 0x10FFFF, "step": 97}
    entries.append(summary(t, "".join(f" a{c}b" for c in scalars(*sparse.values())), **sparse))
    for text, times in [("a", 100), ("a", 101), ("a", 100_000), ("é", 100), ("é", 101), ("漢", 50_000), ("ß\u0301", 60),
                        ("e\u0301", 100), ("e\u0301", 101), ("가", 50), ("가", 51), ("각", 34), ("!", 20_000),
                        ("\u0301", 50_000), ("\u302e\u0323", 20_000), ("\0", 50_000), (" ", 50_000), ("[CLS]", 5_000),
                        ("[", 20_000), ("[MASK", 5_000), ("👩‍👧", 5_000), ("the cat ", 5_000), ("unaffable", 11),
                        ("unaffable", 12), ("Hello, World! ", 4_000), ("\U0010ffff", 9_000), ("İ", 100), ("İ", 101)]:
        entries.append(summary(t, text * times, text=text, times=times))
    write(os.path.join(HERE, "minilm.jsonl"), entries)


def small_vocabulary():
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    letters = [chr(c) for c in range(33, 127)] + list("ßéÉüñøåσςÅçıαβжщ漢字中文豈가각한국ㄱ。！¿…»") + list("ᄀ가각\u0301\u0307\u0323\u302e")
    words += letters + ["##" + c for c in letters]
    words += """the The THE and And cat Cat ##s ##ing ##ed naive naïve NAÏVE Straße strasse cafe café Café über uber world
        World hello Hello HELLO foo Foo bar ##bar ##foo İ i̇ istanbul İstanbul 漢字 ##漢 un ##aff ##able ## ### foobar""".split()
    return {word: place for place, word in enumerate(dict.fromkeys(words))}


def token(content, **flags):
    return {"id": 0, "content": content, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False,
            "special": False, **flags}


def variants():
    bert = dict(type="BertNormalizer", clean_text=True, handle_chinese_chars=True, strip_accents=None, lowercase=True)
    # No two with one normalised form: which of them is found changes from run to run in the reference itself.
    added = [token("<ent>"), token("<entity>", special=True), token("hello"), token("HELLO world", normalized=True),
             token("Foo", normalized=True), token("naïve", normalized=True, single_word=True),
             token("the", single_word=True), token("[X]", single_word=True, lstrip=True), token("[Y]", lstrip=True),
             token("[Z]", rstrip=True), token("[W]", lstrip=True, rstrip=True, normalized=True), token("é"),
             token("漢字", normalized=True), token("Bar", special=True, normalized=True)]
    table = {
        "uncased": ({}, {}, []),
        "cased": (dict(lowercase=False), {}, []),
        "cased-stripped": (dict(lowercase=False, strip_accents=True), {}, []),
        "uncased-accented": (dict(strip_accents=False), {}, []),
        "uncleaned": (dict(clean_text=False, handle_chinese_chars=False), {}, []),
        "added": ({}, {}, added),
        "added-cased": (dict(lowercase=False, strip_accents=False), {}, added),
        "model": ({}, dict(unk_token="un", continuing_subword_prefix="#", max_input_chars_per_word=4), []),
    }
    for name, (normalizer, model, more) in table.items():
        vocabulary = small_vocabulary()
        free = iter(range(len(vocabulary), len(vocabulary) + 100))
        tokens = [token(s, special=True) for s in ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")] + [dict(m) for m in more]
        for entry in tokens:
            entry["id"] = vocabulary[entry["content"]] if entry["content"] in vocabulary else next(free)
        definition = {
            "version": "1.0", "truncation": None, "padding": None, "added_tokens": tokens,
            "normalizer": {**bert, **normalizer}, "pre_tokenizer": {"type": "BertPreTokenizer"}, "post_processor": None,
            "decoder": None,
            "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                      "max_input_chars_per_word": 100, **model, "vocab": vocabulary}}
        folder = os.path.join(HERE, "variants", name)
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "tokenizer.json"), "w", encoding="utf-8") as f:
            json.dump(definition, f, ensure_ascii=name != "cased", separators=(",", ":"))
            f.write("\n")
        t = Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))
        contents = [m["content"] for m in more] or ["[CLS]", "[SEP]"]
        special = [s for c in contents for s in (c, c.upper(), " " + c, c + "  ", c + "_")]
        write(os.path.join(folder, "golden.jsonl"), vectors(t, Strings(7, list(vocabulary), special), 400))


minilm(sys.argv[1])
variants()
