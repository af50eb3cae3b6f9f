#!/usr/bin/env bash
# ONNX's reference evaluator ignores the lengths of padded rows in LSTM, GRU and RNN.
#
# Versions:  onnx 1.23.2, onnxruntime 1.32.0 (Python 3.11).
# Behaviour: The operators' optional input `sequence_lens` tells how many steps of each row are
#            real. `onnx.reference.ReferenceEvaluator` computes all steps of every row, as if the
#            input were absent: outputs beyond a row's length are not zero, and the final state
#            (`Y_h`) is the one after the padding. With both directions even the real steps are
#            wrong, since the backward half starts in the padding.
# Expected:  What the operators' text says and ONNX Runtime computes, or NotImplementedError, which
#            the evaluator raises for other things that it lacks.
# Matters:   It is the natural oracle for an exported model, and agrees on unpadded batches. A right
#            export looks wrong beside it, and one that drops the lengths looks right.
# Project:   An export is kept only if ONNX Runtime scores as the run does (decision 0005); this
#            evaluator is used nowhere.
#
# Output seen (largest difference from ONNX Runtime, two rows of 4 and 2 steps):
#          without lengths   with lengths   final state of the short row
#   LSTM   0.0000            0.4091         0.3399
#   GRU    0.0000            0.7092         0.5274
#   RNN    0.0000            0.9927         0.6830
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    onnx==1.23.2 onnxruntime==1.32.0 numpy==2.4.6

"$folder/venv/bin/python" - <<'PYTHON'
import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

random = np.random.default_rng(0)
x = random.normal(size=(4, 2, 3)).astype(np.float32)  # (time, batch, width)
x[2:, 1] = 0  # padding


def model(operator, gates, with_lengths):
    tensors = {"W": (2, gates * 2, 3), "R": (2, gates * 2, 2), "B": (2, gates * 4)}
    values = {name: random.normal(size=shape) for name, shape in tensors.items()}
    weights = [numpy_helper.from_array(v.astype(np.float32), name) for name, v in values.items()]
    inputs = [helper.make_tensor_value_info("x", TensorProto.FLOAT, [4, 2, 3])]
    if with_lengths:
        inputs.append(helper.make_tensor_value_info("lengths", TensorProto.INT32, [2]))
    outputs = [
        helper.make_tensor_value_info("y", TensorProto.FLOAT, [4, 2, 2, 2]),
        helper.make_tensor_value_info("state", TensorProto.FLOAT, [2, 2, 2]),
    ]
    names = ["x", "W", "R", "B"] + ["lengths"] * with_lengths
    node = helper.make_node(
        operator, names, ["y", "state"], hidden_size=2, direction="bidirectional"
    )
    graph = helper.make_graph([node], "graph", inputs, outputs, weights)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=8)
    onnx.checker.check_model(made, full_check=True)
    return made


print("       without lengths   with lengths   final state of the short row")
for operator, gates in (("LSTM", 4), ("GRU", 3), ("RNN", 1)):
    differences = []
    for with_lengths in (False, True):
        made = model(operator, gates, with_lengths)
        feed = {"x": x} | ({"lengths": np.array([4, 2], np.int32)} if with_lengths else {})
        right, right_state = onnxruntime.InferenceSession(made.SerializeToString()).run(None, feed)
        seen, state = ReferenceEvaluator(made).run(None, feed)
        differences.append(float(abs(right - seen).max()))
    differences.append(float(abs(right_state - state)[:, 1].max()))
    without, with_lengths, final = differences
    print(f"{operator:<6} {without:.4f}            {with_lengths:.4f}         {final:.4f}")
    if differences[0] > 1e-5 or min(differences[1:]) < 1e-3:
        raise SystemExit(f"The behaviour has changed: {operator} {differences}")
PYTHON
