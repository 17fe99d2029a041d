#!/usr/bin/env python3
"""Makes embedding_golden.jsonl: reference vectors of all-MiniLM-L6-v2 by PyTorch in fp32.

    python3 -m venv venv && venv/bin/pip install torch transformers
    venv/bin/python make_embedding_golden.py MODEL_FOLDER > embedding_golden.jsonl

Each line is {"text": ..., "tokens": number of tokens with [CLS] and [SEP], "vector": base64 of little-endian float32}.
Every text is embedded alone (no padding), cut at the window of 256 tokens, mean-pooled and L2-normalised, as
sentence-transformers does.
"""
import base64
import json
import random
import sys

import torch
from transformers import AutoModel, AutoTokenizer

SENTENCES = {
    "english": "The quick brown fox jumps over the lazy dog while the database keeps every row it was given.",
    "german": "Übermäßige Größe ist kein Qualitätsmerkmal: Straße, Fußgänger und Äpfel gehören trotzdem dazu.",
    "french": "Où est passée l'élève qui préférait les crêpes à la française, déjà dégustées naïvement ?",
    "spanish": "El pingüino español añoraba la mañana; ¿quién sabía que volvería tan pronto?",
    "polish": "Zażółć gęślą jaźń, a potem sprawdź indeksy w bazie danych.",
    "turkish": "Işıklar söndü, İstanbul'da gece başladı ve şoför çağrıldı.",
    "vietnamese": "Tiếng Việt có nhiều dấu thanh, và mỗi dấu thanh đổi nghĩa của từ.",
    "russian": "Съешь же ещё этих мягких французских булок, да выпей чаю.",
    "greek": "Η γρήγορη αλεπού πηδάει πάνω από το τεμπέλικο σκυλί.",
    "hebrew": "הזריז השועל החום קופץ מעל הכלב העצלן",
    "arabic": "الثعلب البني السريع يقفز فوق الكلب الكسول في قاعدة البيانات",
    "persian": "روباه قهوه‌ای سریع از روی سگ تنبل می‌پرد",
    "hindi": "तेज़ भूरी लोमड़ी आलसी कुत्ते के ऊपर से कूदती है।",
    "bengali": "দ্রুত বাদামী শিয়াল অলস কুকুরের উপর দিয়ে লাফ দেয়।",
    "tamil": "விரைவான பழுப்பு நரி சோம்பேறி நாய் மீது குதிக்கிறது.",
    "thai": "สุนัขจิ้งจอกสีน้ำตาลกระโดดข้ามสุนัขขี้เกียจ",
    "khmer": "កញ្ជ្រោងលោតឆ្លងកាត់ឆ្កែខ្ជិល",
    "chinese": "敏捷的棕色狐狸跳过了懒惰的狗，数据库保存了每一行。",
    "japanese": "素早い茶色の狐が怠け者の犬を飛び越える。データベースは全ての行を保存した。",
    "korean": "빠른 갈색 여우가 게으른 개를 뛰어넘고 데이터베이스는 모든 행을 보관한다.",
    "georgian": "სწრაფი ყავისფერი მელა გადახტა ზარმაც ძაღლს.",
    "armenian": "Արագ շագանակագույն աղվեսը ցատկում է ծույլ շան վրայով։",
    "amharic": "ፈጣኑ ቡናማ ቀበሮ ሰነፉን ውሻ ይዘላል።",
    "cherokee": "ᎣᏏᏲ ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ",
    "emoji": "👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 🇩🇪 ❤️ 🤷🏻‍♂️",
    "mathematics": "∀x∈ℝ: ∃y>0, ∫₀^∞ e^{-x²}dx = √π/2 ≠ ∑ 1/n²",
    "code": "func embed(_ texts: [String]) async throws -> [[Float]] { return try await queue.submit(texts) }",
    "sql": "SELECT id, 1 - (embedding <=> $1) AS score FROM documents WHERE metadata @> '{\"a\":1}' ORDER BY 2 DESC;",
    "json": '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"search_documents"}}',
    "url": "https://example.org/a/very/long/path?query=1&other=%C3%A9#fragment",
    "path": "/var/lib/paddle/models/all-MiniLM-L6-v2/model.safetensors: No such file or directory (os error 2)",
}
HOSTILE = [
    "", " ", "\n\n\t", "a", ".", "?!?!", "\u0000", "a\u0000b", "\u0001\u0002\u001b[31mred", "\u200b\u200d\ufeff", "\ufffd",
    "[CLS]", "[SEP] [PAD] [MASK] [UNK]", "text [SEP] more [PAD] text", "[cls]", "##ing ##s", "<s></s>",
    "e\u0301e\u0300 combining", "Z" + "\u0300" * 200 + "algo", "ﬁ ﬂ ligatures ① ② ½", "ＦＵＬＬ　ｗｉｄｔｈ", "\u202eright to left\u202c",
    "x" * 100, "x" * 101, "supercalifragilisticexpialidocious" * 8, "1234567890" * 30, "0.1 1e-7 -3,14 1_000_000",
    "don't can't won't it's o'clock", "e-mail: someone@example.com; tel. +49 (30) 123-456", "A\u00a0B\u2003C\u3000D",
    "\U0001f600" * 300, "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𝕞𝕒𝕥𝕙", "\ue000\uf8ff private use", "İıIi", "ǅ ǈ titlecase", "ß ẞ SS", "ΑΣ ας", "……———", "``''\"\"",
]
WORDS = (
    "paddle vector store memory search document collection query answer index table column row transaction river boat "
    "oar lake storm harbour captain sailor bread butter coffee morning evening winter summer garden forest mountain "
    "planet orbit gravity photon protein enzyme membrane contract tribunal verdict invoice payment market currency "
    "symphony violin canvas marble goalkeeper penalty umpire keyboard compiler pointer thread mutex scheduler kernel"
).split()


def texts():
    for sentence in SENTENCES.values():
        yield sentence
        yield sentence.upper()
    yield from HOSTILE
    sentences = list(SENTENCES.values())
    for first, second in zip(sentences, sentences[7:] + sentences[:7]):
        yield first + " " + second
    for index in range(len(sentences)):
        yield "\n".join(sentences[(index + step) % len(sentences)] for step in (0, 11, 17, 23))
    rng = random.Random(20260131)
    for length in list(range(1, 40)) + [48, 63, 64, 65, 80, 96, 120, 127, 128, 129, 160, 192, 220, 250, 253]:
        yield " ".join(rng.choice(WORDS) for _ in range(length))


def main(folder):
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModel.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    torch.set_num_threads(1)
    for text in dict.fromkeys(texts()):
        inputs = tokenizer(text, truncation=True, max_length=256, return_tensors="pt")
        with torch.no_grad():
            hidden = model(**inputs).last_hidden_state[0]
        vector = torch.nn.functional.normalize(hidden.mean(dim=0), dim=0)
        data = vector.numpy().astype("<f4").tobytes()
        line = {"text": text, "tokens": hidden.shape[0], "vector": base64.b64encode(data).decode()}
        print(json.dumps(line, ensure_ascii=True))


main(sys.argv[1])
