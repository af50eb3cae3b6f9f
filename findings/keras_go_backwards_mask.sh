#!/usr/bin/env bash
# Keras reverses the output of a backward RNN, but passes its mask on unreversed.
#
# Versions:  Keras 3.15.1 with JAX 0.10.2 as its backend (Python 3.11).
# Behaviour: `LSTM(return_sequences=True, go_backwards=True)` gives its steps from last to first, so
#            right padding stands at the front of its output. The mask that it hands to the next
#            layer still marks the front as real. For a row of two tokens padded to four steps the
#            next layer reads the two padded steps and none of the tokens: an average of zeros, and
#            an LSTM on top that never leaves its initial state.
# Expected:  The mask reversed with the output, so that padding changes nothing, as `Bidirectional`
#            manages. (Reported in 2017 for Keras 2; closed as stale.)
# Matters:   The model trains, on whatever padding leaves visible: rows shorter than half the batch
#            contribute nothing, and a sentence's answer depends on how long its neighbours are.
# Project:   Its own blocks read a row's tokens wherever the padding stands:
#            tests/blocks/test_any_mask.py. `seqtasks import` takes such a layer as Keras computes
#            it.
#
# Output seen:
#                         two steps          padded to four
#   average over steps    [-0.0157  0.0741]  [0. 0.]
#   LSTM on top           [-0.0041  0.0187]  [0. 0.]
#   Bidirectional, mean   equal: True
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    keras==3.15.1 jax==0.10.2 numpy==2.4.6

KERAS_BACKEND=jax "$folder/venv/bin/python" - <<'PYTHON'
import keras
import numpy as np
from keras import layers

keras.utils.set_random_seed(0)
token_ids = keras.Input((None,), dtype="int32")
embedded = layers.Embedding(5, 3, mask_zero=True, embeddings_initializer="glorot_normal")(token_ids)
backward = layers.LSTM(2, return_sequences=True, go_backwards=True)(embedded)
both = layers.Bidirectional(layers.LSTM(2, return_sequences=True))(embedded)
models = {
    "average over steps": keras.Model(token_ids, layers.GlobalAveragePooling1D()(backward)),
    "LSTM on top": keras.Model(token_ids, layers.LSTM(2)(backward)),
    "Bidirectional": keras.Model(token_ids, layers.GlobalAveragePooling1D()(both)),
}
short, padded = np.array([[1, 2]]), np.array([[1, 2, 0, 0]])
answers = {n: (np.array(m(short))[0], np.array(m(padded))[0]) for n, m in models.items()}
print(f"{'':21} {'two steps':<18} padded to four")
for name in ("average over steps", "LSTM on top"):
    print(f"{name:<21} {str(answers[name][0].round(4)):<18} {answers[name][1].round(4)}")
print("Bidirectional, mean   equal:", np.allclose(*answers["Bidirectional"], atol=1e-6))
for name in ("average over steps", "LSTM on top"):
    if np.allclose(answers[name][0], 0) or not np.array_equal(answers[name][1], [0, 0]):
        raise SystemExit(f"The behaviour has changed: {name} {answers[name]}")
if not np.allclose(*answers["Bidirectional"], atol=1e-6):
    raise SystemExit("Bidirectional, the control, depends on padding too.")
PYTHON
