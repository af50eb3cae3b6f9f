#!/usr/bin/env bash
# OpenVINO reads an ONNX LSTM with peepholes as one without, and coupled gates as separate ones.
#
# Versions:  openvino 2026.4.1, onnxruntime 1.32.0, onnx 1.23.2 (Python 3.11; CPU, float32).
# Behaviour: The LSTM's input `P` (peepholes) and its attribute `input_forget=1` (the forget gate is
#            1 - the input gate) are dropped when the ONNX file is read, without a message. OpenVINO
#            answers exactly as for the same file with P = 0, or input_forget = 0. A file with
#            activations that it lacks is refused, so that silence looks like support.
# Expected:  The cell that the file describes, as ONNX Runtime computes it, or the same refusal.
# Matters:   Peephole and coupled-gate LSTMs load, run and give plausible, wrong numbers.
# Project:   An export is kept only if ONNX Runtime answers as the run does (decision 0005); nothing
#            checks what a user's other runtime makes of the file.
#
# Output seen (largest difference between the outputs):
#                  from ONNX Runtime   from the same file as a plain LSTM
#   plain          0.0000              0.0000
#   peepholes      0.1947              0.0000
#   coupled gates  0.3230              0.0000
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    openvino==2026.4.1 onnxruntime==1.32.0 onnx==1.23.2 numpy==2.4.6

OPENVINO_TELEMETRY=0 "$folder/venv/bin/python" - <<'PYTHON'
import numpy as np
import onnx
import onnxruntime
import openvino
from onnx import TensorProto, helper, numpy_helper

random = np.random.default_rng(0)
shapes = {"W": (1, 8, 3), "R": (1, 8, 2), "B": (1, 16), "P": (1, 6)}
weights = {name: random.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}
x = 2 * random.normal(size=(5, 1, 3)).astype(np.float32)  # (time, batch, width)


def lstm(peepholes=False, coupled=False):
    names = ["x", "W", "R", "B"] + (["", "", "", "P"] if peepholes else [])
    node = helper.make_node("LSTM", names, ["y"], hidden_size=2, input_forget=int(coupled))
    graph = helper.make_graph(
        [node],
        "graph",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [5, 1, 3])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [5, 1, 1, 2])],
        [numpy_helper.from_array(weights[n], n) for n in names if n in weights],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=8)
    onnx.checker.check_model(model, full_check=True)
    return model.SerializeToString()


def in_openvino(model):
    precision = {"INFERENCE_PRECISION_HINT": "f32"}  # the default depends on the processor
    core = openvino.Core()
    return core.compile_model(core.read_model(model), "CPU", precision)({"x": x})[0]


plain = in_openvino(lstm())
print("               from ONNX Runtime   from the same file as a plain LSTM")
for name, model in (
    ("plain", lstm()),
    ("peepholes", lstm(peepholes=True)),
    ("coupled gates", lstm(coupled=True)),
):
    answer = in_openvino(model)
    right = onnxruntime.InferenceSession(model).run(None, {"x": x})[0]
    differences = float(abs(answer - right).max()), float(abs(answer - plain).max())
    print(f"{name:<14} {differences[0]:.4f}              {differences[1]:.4f}")
    if (differences[0] > 1e-3) != (name != "plain") or differences[1] > 1e-6:
        raise SystemExit(f"The behaviour has changed: {name} {differences}")
PYTHON
