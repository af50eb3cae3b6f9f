#!/usr/bin/env bash
# A quantised LSTM in ONNX Runtime answers a text otherwise when another text is in its batch.
#
# Versions:  onnxruntime 1.32.0, onnx 1.23.2 (Python 3.11).
# Behaviour: `quantize_dynamic` makes DynamicQuantizeLSTM of an LSTM. At each call it takes one
#            scale for the whole input tensor, so one large value anywhere in the batch, in another
#            row or in a step that `sequence_lens` declares padding, coarsens the numbers of every
#            row. A row that is within 0.002 of the float answer when it is alone is 0.2 away beside
#            a row of values forty times as large.
# Expected:  Rows are independent in every float runtime. A scale per row costs nothing here, and at
#            the least what lies beyond a row's length should not count.
# Matters:   Accuracy measured at batch size 1 does not hold for a batching server, an answer cannot
#            be repeated from its text, and padding with anything but zeros changes predictions.
# Project:   Its int8 export stores weights so and computes in float32
#            (seqtasks/export/quantization.py): no answer depends on its neighbours.
#
# Output seen (largest difference from the float LSTM, for the same row of 3 steps):
#   alone                    0.0012
#   beside a louder row      0.2327
#   padding that is not 0    0.0544
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    onnxruntime==1.32.0 onnx==1.23.2 numpy==2.4.6

cd "$folder"
venv/bin/python - <<'PYTHON'
import logging

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import quantize_dynamic

logging.disable(logging.WARNING)  # its advice to run shape inference first
random = np.random.default_rng(0)
weights = {"W": (1, 32, 6), "R": (1, 32, 8)}
node = helper.make_node("LSTM", ["x", "W", "R", "", "lengths"], ["", "state"], hidden_size=8)
graph = helper.make_graph(
    [node],
    "graph",
    [
        helper.make_tensor_value_info("x", TensorProto.FLOAT, ["time", "batch", 6]),
        helper.make_tensor_value_info("lengths", TensorProto.INT32, ["batch"]),
    ],
    [helper.make_tensor_value_info("state", TensorProto.FLOAT, [1, "batch", 8])],
    [numpy_helper.from_array(random.normal(size=s).astype("f"), n) for n, s in weights.items()],
)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=8)
onnx.checker.check_model(model, full_check=True)
onnx.save(model, "float.onnx")
quantize_dynamic("float.onnx", "int8.onnx")
sessions = {kind: onnxruntime.InferenceSession(f"{kind}.onnx") for kind in ("float", "int8")}
if [n.op_type for n in onnx.load("int8.onnx").graph.node] != ["DynamicQuantizeLSTM"]:
    raise SystemExit("The behaviour has changed: another operator.")


def state(kind, batch, *lengths):
    """The final state of the first row."""
    feed = {"x": batch, "lengths": np.array(lengths, np.int32)}
    return sessions[kind].run(None, feed)[0][0, 0]


row, other = random.normal(size=(2, 4, 1, 6)).astype("f")
row[3] = 0  # 3 steps and 1 of padding
loud = row.copy()
loud[3] = 40
batches = {
    "alone": (row, 3),
    "beside a louder row": (np.concatenate([row, 40 * other], axis=1), 3, 4),
    "padding that is not 0": (np.concatenate([loud, other], axis=1), 3, 4),
}
right = state("float", row, 3)
if not all(np.allclose(state("float", *batch), right, atol=1e-6) for batch in batches.values()):
    raise SystemExit("The float LSTM, the control, depends on the rest of the batch too.")
seen = {name: state("int8", *batch) for name, batch in batches.items()}
differences = {name: float(abs(answer - right).max()) for name, answer in seen.items()}
for name, difference in differences.items():
    print(f"{name:<24} {difference:.4f}")
alone, *others = differences.values()
if alone > 0.02 or min(others) < 5 * alone:
    raise SystemExit(f"The behaviour has changed: {differences}")
PYTHON
