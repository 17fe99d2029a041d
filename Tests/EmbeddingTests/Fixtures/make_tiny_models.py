#!/usr/bin/env python3
"""Makes the folders tiny-*: BERT models with random weights, a few kilobytes each, and what PyTorch computes with them.

    python3 -m venv venv && venv/bin/pip install torch transformers safetensors onnx onnxscript
    venv/bin/python make_tiny_models.py

Each folder is laid out as published models are, in one of the forms that must be understood: weights of f32, f16 or
bf16, three activations, two poolings, safetensors or ONNX (with and without token_type_ids). expected.json holds token
rows and their unit vectors in fp32.
"""
import json
import pathlib
import shutil

import torch
from safetensors.torch import save_file
from transformers import BertConfig, BertModel

HERE = pathlib.Path(__file__).parent
WORDS = "[PAD] [UNK] [CLS] [SEP] [MASK] the a river boat row oar lake storm table index query . , ! ##s ##ing ##ed".split()
WORDS += [chr(c) for c in range(ord("a"), ord("z") + 1) if chr(c) != "a"] + [f"##{chr(c)}" for c in range(ord("a"), ord("z") + 1) if chr(c) != "s"]
ROWS = [[2, 3], [2, 5, 7, 8, 3], [2, 9, 20, 6, 10, 17, 11, 12, 19, 3], [2] + [5 + i % 40 for i in range(62)] + [3]]


class Encoder(torch.nn.Module):
    def __init__(self, model, types):
        super().__init__()
        self.model = model
        self.types = types

    def forward(self, input_ids, attention_mask, token_type_ids=None):
        return self.model(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids).last_hidden_state


def make(name, dtype, activation, pooling, form, types=True):
    torch.manual_seed(len(name))
    config = BertConfig(
        vocab_size=len(WORDS), hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32,
        max_position_embeddings=64, hidden_act=activation, layer_norm_eps=1e-12, attn_implementation="eager",
        initializer_range=0.5)
    model = BertModel(config, add_pooling_layer=False).eval().to(dtype).to(torch.float32)
    folder = HERE / name
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "1_Pooling").mkdir(parents=True)
    settings = {key: value for key, value in config.to_dict().items() if key in (
        "hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size", "max_position_embeddings",
        "hidden_act", "layer_norm_eps", "model_type", "vocab_size")}
    (folder / "config.json").write_text(json.dumps(settings, indent=1) + "\n")
    (folder / "vocab.txt").write_text("\n".join(WORDS) + "\n")
    (folder / "1_Pooling/config.json").write_text(json.dumps(
        {"pooling_mode_cls_token": pooling == "cls", "pooling_mode_mean_tokens": pooling == "mean"}) + "\n")
    (folder / "sentence_bert_config.json").write_text('{"max_seq_length": 64}\n')
    if form == "safetensors":
        save_file({key: value.to(dtype).contiguous() for key, value in model.state_dict().items()
                   if "position_ids" not in key}, folder / "model.safetensors")
    else:
        path = folder / form
        path.parent.mkdir(exist_ok=True)
        row = torch.tensor([ROWS[1], ROWS[1]])
        inputs = (row, torch.ones_like(row)) + ((torch.zeros_like(row),) if types else ())
        names = ["input_ids", "attention_mask"] + (["token_type_ids"] if types else [])
        torch.onnx.export(
            Encoder(model, types).eval(), inputs, str(path), input_names=names, output_names=["last_hidden_state"],
            dynamic_axes={key: {0: "batch", 1: "sequence"} for key in names + ["last_hidden_state"]}, dynamo=False)
    vectors = []
    for row in ROWS:
        with torch.no_grad():
            hidden = model(torch.tensor([row])).last_hidden_state[0]
        vector = hidden.mean(dim=0) if pooling == "mean" else hidden[0]
        vectors.append(torch.nn.functional.normalize(vector, dim=0).tolist())
    (folder / "expected.json").write_text(json.dumps({"rows": ROWS, "vectors": vectors}) + "\n")


make("tiny-f32-mean", torch.float32, "gelu", "mean", "safetensors")
make("tiny-f16-cls", torch.float16, "gelu_new", "cls", "safetensors")
make("tiny-bf16-relu", torch.bfloat16, "relu", "mean", "safetensors")
make("tiny-onnx", torch.float32, "gelu", "mean", "model.onnx")
make("tiny-onnx-no-types", torch.float32, "gelu", "cls", "onnx/model.onnx", types=False)
