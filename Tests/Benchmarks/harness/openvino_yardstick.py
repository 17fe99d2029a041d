"""The yardstick of the embedding benchmark: OpenVINO's own Python API, and the reference tokenizer.

Runs in an environment of its own. `cut` writes the batches that both sides compute; `measure` takes measurements from
standard input, as our own programs do.
"""

import json
import pathlib
import statistics
import sys
import time

import numpy
from tokenizers import Tokenizer

WINDOW = 256
# What our engine makes of sorted texts by itself (BatchPlanner.swift), so that it does not cut these again.
BATCH_TOKENS = 1024
BATCH_ROWS = 64
# The usual batch of someone who writes such a program in Python.
OWN_ROWS = 32


def rounded(length):
    step = 8
    while length > 8 * step:
        step *= 2
    return min((length + step - 1) // step * step, WINDOW)


def most(length):
    count = BATCH_ROWS
    while count > 1 and count * length > BATCH_TOKENS:
        count //= 2
    return count


def cut(tokenizer_file, texts_file, batches_file):
    """Sorts texts by length and writes them in batches, parted by an empty line."""
    tokenizer = Tokenizer.from_file(tokenizer_file)
    tokenizer.no_padding()
    tokenizer.no_truncation()
    rows = []
    for text in pathlib.Path(texts_file).read_text().splitlines():
        encoding = tokenizer.encode(text)
        # A longer text would become several passages on our side and be cut off on the other.
        while len(encoding) > WINDOW:
            text = text[: encoding.offsets[WINDOW - 2][1]].rsplit(" ", 1)[0]
            encoding = tokenizer.encode(text)
        rows.append((len(encoding), text))
    # Equal texts are computed once on our side.
    rows = sorted(set(rows))
    batches = []
    while rows:
        length = rounded(rows[0][0])
        alike = sum(rounded(row[0]) == length for row in rows)
        count = most(length) if alike >= most(length) else 4 if alike >= 4 else 1
        batches.append(rows[:count])
        rows = rows[count:]
    text = "\n\n".join("\n".join(text for _, text in batch) for batch in batches)
    pathlib.Path(batches_file).write_text(text)


class Yardstick:
    def __init__(self, tokenizer_file, graph, batches_file, queries_file, threads, precision):
        import openvino

        self.tokenizer = Tokenizer.from_file(tokenizer_file)
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        core = openvino.Core()
        properties = {
            "PERFORMANCE_HINT": "LATENCY",
            "NUM_STREAMS": "1",
            "ENABLE_CPU_PINNING": "NO",
            "INFERENCE_NUM_THREADS": threads,
            "INFERENCE_PRECISION_HINT": precision,
        }
        model = core.compile_model(core.read_model(graph), "CPU", properties)
        self.request = model.create_infer_request()
        texts = pathlib.Path(batches_file).read_text().split("\n\n")
        self.batches = [batch.split("\n") for batch in texts]
        self.identifiers = [[encoding.ids for encoding in self.encode(batch)] for batch in self.batches]
        self.queries = pathlib.Path(queries_file).read_text().split("\n")

    def encode(self, texts):
        return self.tokenizer.encode_batch(texts)

    def embed(self, rows, length):
        """Unit vectors of rows of token ids, padded to a length."""
        identifiers = numpy.zeros((len(rows), length), dtype=numpy.int32)
        mask = numpy.zeros((len(rows), length), dtype=numpy.float32)
        for index, row in enumerate(rows):
            identifiers[index, : len(row)] = row
            mask[index, : len(row)] = 1
        self.request.infer({"input_ids": identifiers, "attention_mask": mask}, share_inputs=True)
        # The graph pools and normalises; the copy is what a program keeps.
        return self.request.get_output_tensor(0).data.copy()

    def texts(self, part):
        for batch in self.batches[part]:
            rows = [encoding.ids for encoding in self.encode(batch)]
            self.embed(rows, rounded(max(map(len, rows))))

    def passages(self, part):
        for rows in self.identifiers[part]:
            self.embed(rows, rounded(max(map(len, rows))))

    def all(self, part):
        """As one writes it: all tokenized, sorted by length, batches of 32 padded to the longest, put in order again."""
        rows = [encoding.ids for encoding in self.encode([text for batch in self.batches[part] for text in batch])]
        order = sorted(range(len(rows)), key=lambda index: len(rows[index]))
        vectors = numpy.empty((len(rows), 384), dtype=numpy.float32)
        for start in range(0, len(order), OWN_ROWS):
            places = order[start : start + OWN_ROWS]
            batch = [rows[index] for index in places]
            vectors[places] = self.embed(batch, max(map(len, batch)))

    def query(self, count):
        times = []
        for query in self.queries[:count]:
            started = time.perf_counter()
            row = self.tokenizer.encode(query).ids
            self.embed([row], len(row))
            times.append((time.perf_counter() - started) * 1000)
        return {"milliseconds": statistics.median(times)}

    def measure(self, name, *arguments):
        if name == "query":
            return self.query(int(arguments[0]))
        part = slice(int(arguments[0]), None, int(arguments[1]))
        started = time.perf_counter()
        getattr(self, name)(part)
        elapsed = time.perf_counter() - started
        rows = self.identifiers[part]
        tokens = sum(len(row) for batch in rows for row in batch)
        return {"tokens_per_second": tokens / elapsed, "tokens": tokens, "batches": len(rows)}


if __name__ == "__main__":
    if sys.argv[1] == "cut":
        cut(*sys.argv[2:])
    else:
        yardstick = Yardstick(*sys.argv[2:])
        for request in sys.stdin:
            print(json.dumps(yardstick.measure(*request.split())), flush=True)
