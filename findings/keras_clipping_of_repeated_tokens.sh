#!/usr/bin/env bash
# Keras clips the gradient of an embedding token by token, so a frequent word escapes clipping.
#
# Versions:  Keras 3.15.1, TensorFlow 2.21.0 (Python 3.11).
# Behaviour: In TensorFlow the gradient of a lookup is an IndexedSlices with one slice for each
#            token of the batch, not for each row of the table. `clipnorm`, `global_clipnorm` and
#            `clipvalue` treat the slices as they are, and only the update sums those of one row.
#            For the batch [[1, 1]] the row's gradient is (6, 6); with `clipvalue=1` it moves by 2,
#            with `clipnorm=1` by a step of norm 1.414. With the very same gradient made dense the
#            bounds hold, as they do in PyTorch, whose embeddings have dense gradients.
# Expected:  The bound that the name promises, whatever the form of the gradient.
# Matters:   Recurrent networks are trained with clipping, and token counts are Zipfian: `the`
#            stands fifty times in a batch, and its row moves by up to fifty times `clipvalue`. The
#            norm over all weights is off as well, so every other layer is scaled by the wrong
#            factor.
# Project:   Slices of a row are summed before they are clipped: seqtasks/training/gradients.py,
#            tests/training/test_gradients.py, test_a_token_that_stands_twice_is_clipped_once.
#
# Output seen (how far the row of the token moves):
#                       slices               dense
#   clipvalue=1         [2. 2.]              [1. 1.]
#   clipnorm=1          [1. 1.]              [0.707 0.707]
#   global_clipnorm=1   [1. 1.]              [0.707 0.707]
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    tensorflow==2.21.0 keras==3.15.1 numpy==2.4.6

TF_CPP_MIN_LOG_LEVEL=3 TF_ENABLE_ONEDNN_OPTS=0 "$folder/venv/bin/python" - <<'PYTHON'
import keras
import numpy as np
import tensorflow as tf


def movement(setting, dense):
    """How far one step of SGD with rate 1 moves row 1, which the batch names twice."""
    embedding = keras.layers.Embedding(3, 2, embeddings_initializer="zeros")
    embedding.build()
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(3 * embedding(tf.constant([[1, 1]])))
    gradient = tape.gradient(loss, embedding.embeddings.value)
    if not isinstance(gradient, tf.IndexedSlices):
        raise SystemExit("The behaviour has changed: the gradient of a lookup is dense.")
    optimizer = keras.optimizers.SGD(1.0, **{setting: 1.0})
    gradient = tf.convert_to_tensor(gradient) if dense else gradient
    optimizer.apply([gradient], [embedding.embeddings])
    return -embedding.embeddings.numpy()[1]


expected = {
    "clipvalue": (2.0, 1.0),
    "clipnorm": (1.0, 0.7071),
    "global_clipnorm": (1.0, 0.7071),
}
print(f"{'':19} {'slices':<20} dense")
for setting, values in expected.items():
    slices, dense = movement(setting, False), movement(setting, True)
    print(f"{setting + '=1':<19} {str(slices.round(3)):<20} {dense.round(3)}")
    if not (np.allclose(slices, values[0], atol=1e-3) and np.allclose(dense, values[1], atol=1e-3)):
        raise SystemExit(f"The behaviour has changed: {setting} {slices} {dense}")
PYTHON
