#!/usr/bin/env bash
# One blank line in a batch turns the weights of a Keras bag-of-words classifier into nan.
#
# Versions:  Keras 3.15.1 with JAX 0.10.2 as its backend (Python 3.11).
# Behaviour: `GlobalAveragePooling1D` divides by the number of unmasked steps. For a row that is all
#            padding behind `Embedding(mask_zero=True)`, such as an empty review, that is 0 / 0: the
#            answer is nan, so is the mean loss of the batch, and after two steps so are the
#            weights. A recurrent layer with the same mask gives its initial state, zeros.
# Expected:  Zeros, as from the recurrent layers, or an error that names the row.
# Matters:   Embedding, average, Dense is the first model of most text tutorials, and corpora have
#            blank lines. Training seems to go on; the loss of all later epochs is nan. At serving
#            time one empty request gets nan, which compares false with every threshold.
# Project:   A row has at least one token (an empty line is one `<eos>`), and its own pooling gives
#            zeros for a row without any (seqtasks/blocks/pooling.py). `seqtasks import` gives such a
#            model one unknown token for a blank line (`blank_as_unknown` of `ImportedNetwork`).
#
# Output seen:
#   answer for 'good', 'bad', ''    [0.496 0.495   nan]
#   nan weights after two steps     with the blank row 7 of 9, without it 0 of 9
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


def classifier():
    keras.utils.set_random_seed(0)
    return keras.Sequential(
        [
            layers.Embedding(3, 2, mask_zero=True),
            layers.GlobalAveragePooling1D(),
            layers.Dense(1, activation="sigmoid"),
        ]
    )


def nan_weights(token_ids, labels):
    """How many weights are nan after two steps of training, and how many there are."""
    model = classifier()
    model.compile("sgd", "binary_crossentropy")
    model.fit(token_ids, labels, batch_size=3, epochs=2, verbose=0)
    weights = np.concatenate([w.ravel() for w in model.get_weights()])
    return int(np.isnan(weights).sum()), weights.size


token_ids, labels = np.array([[1, 1], [2, 0], [0, 0]]), np.array([1, 0, 0])
answers = np.array(classifier()(token_ids))[:, 0]
with_blank, without = nan_weights(token_ids, labels), nan_weights(token_ids[:2], labels[:2])
print("answer for 'good', 'bad', ''   ", answers.round(3))
print(
    "nan weights after two steps     with the blank row {} of {}, without it {} of {}".format(
        *with_blank, *without
    )
)
if np.isnan(answers).tolist() != [False, False, True]:
    raise SystemExit(f"The behaviour has changed: {answers}")
if with_blank[0] == 0 or without[0] != 0:
    raise SystemExit(f"The behaviour has changed: {with_blank}, {without}")
PYTHON
