#!/usr/bin/env bash
# One SentencePiece model, two libraries, other pieces: ties are broken differently.
#
# Versions:  sentencepiece 0.2.3, onnxruntime-extensions 0.15.2, onnxruntime 1.32.0 (Python 3.11).
# Behaviour: In a unigram model a run of one character often has several best segmentations with the
#            same score: seven dots are `...` and `....` in either order. The two libraries pick
#            different ones, though the bytes of the model, the ids and the scores are the same.
# Expected:  One answer for one model: the model file is the interface between training and serving.
# Matters:   Text that was cut by one library for training and by the other in an ONNX graph gives
#            the network a sequence that it has not been trained on. It is rare (5 of 1,500
#            sentences of English EWT, with 1,500 pieces learnt from it: those with long dots), so a
#            test of a few sentences does not show it.
# Project:   `sentencepiece` only trains the model; every id, in training, `predict` and export,
#            comes from tensorflow_text (seqtasks/tokenizers/sentencepiece.py).
#
# Output seen:
#   7 dots   sentencepiece   log p -17.658   ▁ w a i t ... ....
#   7 dots   onnxruntime     log p -17.658   ▁ w a i t .... ...
#   10 dots   sentencepiece   log p -20.366   ▁ w a i t ... .... ...
#   10 dots   onnxruntime     log p -20.366   ▁ w a i t .... ... ...
#   equal at all other numbers of dots from 1 to 12
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    sentencepiece==0.2.3 onnxruntime-extensions==0.15.2 onnxruntime==1.32.0 onnx==1.23.2 \
    numpy==2.4.6

"$folder/venv/bin/python" - <<'PYTHON'
import io

import numpy as np
import onnxruntime
import onnxruntime_extensions
import sentencepiece
from onnx import TensorProto, helper

lines = ["wait...", "no.", "ah......", "ha.", "wait.........", "no...."] * 20
trained = io.BytesIO()
sentencepiece.SentencePieceTrainer.train(
    sentence_iterator=iter(lines), model_writer=trained, vocab_size=14, minloglevel=2
)
tokenizer = sentencepiece.SentencePieceProcessor(model_proto=trained.getvalue())
settings = {"nbest": TensorProto.INT64, "alpha": TensorProto.FLOAT}
settings |= dict.fromkeys(("bos", "eos", "reverse"), TensorProto.BOOL)
node = helper.make_node(
    "SentencepieceTokenizer",
    ["text", *settings],
    ["ids", "rows"],
    domain="ai.onnx.contrib",
    model=trained.getvalue(),
)
graph = helper.make_graph(
    [node],
    "graph",
    [helper.make_tensor_value_info("text", TensorProto.STRING, [1])]
    + [helper.make_tensor_value_info(name, kind, [1]) for name, kind in settings.items()],
    [
        helper.make_tensor_value_info("ids", TensorProto.INT32, [None]),
        helper.make_tensor_value_info("rows", TensorProto.INT64, [2]),
    ],
)
opsets = [helper.make_opsetid("", 14), helper.make_opsetid("ai.onnx.contrib", 1)]
model = helper.make_model(graph, opset_imports=opsets, ir_version=8)
options = onnxruntime.SessionOptions()
options.register_custom_ops_library(onnxruntime_extensions.get_library_path())
session = onnxruntime.InferenceSession(model.SerializeToString(), options)


def in_graph(text):
    no = np.array([False])
    feed = {"text": np.array([text], dtype=object), "nbest": np.array([0]), "bos": no, "eos": no}
    feed |= {"alpha": np.array([0], np.float32), "reverse": no}
    return session.run(["ids"], feed)[0].tolist()


def score(ids):
    return sum(tokenizer.get_score(i) for i in ids)


differing = []
for number in range(1, 13):
    text = "wait" + "." * number
    one, other = tokenizer.encode(text), in_graph(text)
    if one == other:
        continue
    differing.append(number)
    if abs(score(one) - score(other)) > 1e-4:
        raise SystemExit(f"The behaviour has changed: no tie at {number} dots.")
    for name, ids in (("sentencepiece", one), ("onnxruntime", other)):
        pieces = " ".join(tokenizer.id_to_piece(ids))
        print(f"{number} dots   {name:<13}   log p {score(ids):.3f}   {pieces}")
print("equal at all other numbers of dots from 1 to 12")
if not differing:
    raise SystemExit("The behaviour has changed: all texts have the same pieces.")
PYTHON
