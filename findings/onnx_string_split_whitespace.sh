#!/usr/bin/env bash
# A graph's StringSplit finds words at tabs in ONNX's reference and only at blanks in ONNX Runtime.
#
# Versions:  onnx 1.23.2, onnxruntime 1.32.0 (Python 3.11).
# Behaviour: Without a delimiter the operator is defined to split at consecutive white space. ONNX
#            Runtime splits at U+0020 only: a tab, a line end, a no-break or an ideographic space
#            stays inside a word. With a delimiter it gives an empty text no substring, while the
#            operator's text, the reference and Python give it one empty substring. With `maxsplit`
#            it drops the blanks at the end of the last substring, the reference keeps them.
# Expected:  The same words from both; a tab is white space by any reading of the definition.
# Matters:   It is ONNX's own operator for finding words, so that a graph can take text.
#            `good\tfilm` becomes one unknown word on the server and two known ones in the test,
#            without an error.
# Project:   An ONNX export takes token ids, not text (docs/serving.md); text is split by
#            TensorFlow's ops inside a SavedModel.
#
# Output seen (number of substrings):
#                          onnx.reference   ONNX Runtime
#   'a b'                  2                2
#   'a\tb'                 2                1
#   'a\nb'                 2                1
#   'a\u3000b'             2                1
#   '' at ';'              1                0
#   last of ' a  b c '     'b c '           'b c'
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
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator


def split(text, **attributes):
    """What the reference and ONNX Runtime give: (substrings, their number) each."""
    node = helper.make_node("StringSplit", ["text"], ["parts", "number"], **attributes)
    text_info = helper.make_tensor_value_info("text", TensorProto.STRING, [1])
    outputs = [
        helper.make_tensor_value_info("parts", TensorProto.STRING, [1, None]),
        helper.make_tensor_value_info("number", TensorProto.INT64, [1]),
    ]
    graph = helper.make_graph([node], "graph", [text_info], outputs)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    onnx.checker.check_model(model, full_check=True)
    feed = {"text": np.array([text], dtype=object)}
    sessions = ReferenceEvaluator(model), onnxruntime.InferenceSession(model.SerializeToString())
    answers = [session.run(None, feed) for session in sessions]
    return [([str(part) for part in parts[0]], int(number[0])) for parts, number in answers]


seen = {ascii(text): [n for _, n in split(text)] for text in ("a b", "a\tb", "a\nb", "a\u3000b")}
seen["'' at ';'"] = [n for _, n in split("", delimiter=";")]
seen["last of ' a  b c '"] = [ascii(parts[-1]) for parts, _ in split(" a  b c ", maxsplit=1)]
print(f"{'':22} {'onnx.reference':<16} ONNX Runtime")
for name, (reference, runtime) in seen.items():
    print(f"{name:<22} {reference!s:<16} {runtime}")
expected = [[2, 2], [2, 1], [2, 1], [2, 1], [1, 0], ["'b c '", "'b c'"]]
if list(seen.values()) != expected:
    raise SystemExit(f"The behaviour has changed: {seen}")
PYTHON
