#!/usr/bin/env bash
# tf2onnx turns around the outputs of a loop that reads a sequence from its end.
#
# Versions:  tf2onnx 1.17.0, TensorFlow 2.21.0, onnxruntime 1.32.0 (Python 3.11).
# Behaviour: A `tf.while_loop` that goes from the last step to the first and writes step t at place
#            t of a TensorArray, as the backward half of a bidirectional network does, becomes an
#            ONNX Loop whose outputs are stacked in the order in which they were computed. The index
#            of the write is dropped: the converted model gives the last step first. No warning.
# Expected:  The index honoured, or the conversion refused, as for other things it cannot express.
# Matters:   Shapes and value ranges are right, and for one step so is the answer. A tagger's labels
#            end up on the wrong words; pooled by a mean, the fault does not show at all until
#            something reads one end.
# Project:   Loops in inference write in their own order and turn their outputs around afterwards
#            (decision 0005), and an export is kept only if it scores as the run does:
#            tests/export/test_network_file.py.
#
# Output seen (sums from the end, for the steps 1 10 100 1000):
#   TensorFlow, backward      1111 1110 1100 1000
#   ONNX Runtime, backward    1000 1100 1110 1111
#   TensorFlow, forward       1 11 111 1111
#   ONNX Runtime, forward     1 11 111 1111
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    tensorflow==2.21.0 keras==3.15.1 tf2onnx==1.17.0 onnx==1.23.2 onnxruntime==1.32.0 numpy==2.4.6

export TF_CPP_MIN_LOG_LEVEL=3 TF_ENABLE_ONEDNN_OPTS=0 CUDA_VISIBLE_DEVICES=""
"$folder/venv/bin/python" - <<'PYTHON'
import numpy as np
import onnxruntime
import tensorflow as tf
import tf2onnx

STEPS = 4


def running_sum(backward):
    first, move = (STEPS - 1, -1) if backward else (0, 1)

    @tf.function(autograph=False, input_signature=[tf.TensorSpec([None, STEPS], tf.float32)])
    def sums(x):
        def step(t, total, outputs):
            total += x[:, t]
            return t + move, total, outputs.write(t, total)

        start = (first, tf.zeros_like(x[:, 0]), tf.TensorArray(tf.float32, STEPS))
        outputs = tf.while_loop(lambda t, *_: (t >= 0) & (t < STEPS), step, start)[-1]
        return tf.transpose(outputs.stack())

    return sums


x = np.array([[1, 10, 100, 1000]], np.float32)
seen = []
for name, backward in (("backward", True), ("forward", False)):
    sums = running_sum(backward)
    model, _ = tf2onnx.convert.from_function(sums, input_signature=sums.input_signature, opset=17)
    session = onnxruntime.InferenceSession(model.SerializeToString())
    converted = session.run(None, {model.graph.input[0].name: x})[0]
    for runtime, answer in (("TensorFlow", sums(x).numpy()), ("ONNX Runtime", converted)):
        seen.append(answer[0].astype(int).tolist())
        print(f"{runtime + ', ' + name:<25} {' '.join(map(str, seen[-1]))}")
backward, forward = [1111, 1110, 1100, 1000], [1, 11, 111, 1111]
if seen != [backward, backward[::-1], forward, forward]:
    raise SystemExit(f"The behaviour has changed: {seen}")
PYTHON
