#!/usr/bin/env bash
# A Keras 2 file loads in Keras 3 without a word and answers otherwise.
#
# Versions:  tf-keras 2.21.0 (Keras 2) writes, Keras 3.15.1 reads; TensorFlow 2.21.0 (Python 3.11).
# Behaviour: Two changes of meaning that the file cannot show. `Add` of a masked and an unmasked
#            embedding kept the mask and now has none, so an average behind it counts padding.
#            `hard_sigmoid` was 0.2 x + 0.5 and is x / 6 + 0.5. Both `.h5` files load through the
#            public `load_model` with the weights they were saved with, and nothing warns of either.
# Expected:  The old meaning for a file whose `keras_version` is 2, or a warning that names the
#            layer. (An LSTM of such a file is at least refused, for its `time_major`; those who
#            delete the key, as is often advised, meet the other `hard_sigmoid` in its gates.)
# Matters:   Published text classifiers are `.h5` files. Shapes are right and outputs close, so a
#            smoke test passes while texts near the border change their label.
# Project:   `seqtasks import` rebuilds files of Keras 2 from their description, with their own
#            meaning (docs/decisions/0018-keras-2-files.md).
#
# Output seen (the same file, the same input):
#                  Keras 2            Keras 3            warnings of it
#   Add            [ 0.0233 -0.0037]  [0.074  0.0001]    0
#   hard_sigmoid   [0.7]              [0.6667]           0
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    tf-keras==2.21.0 tensorflow==2.21.0 keras==3.15.1 numpy==2.4.6

cd "$folder"
export TF_CPP_MIN_LOG_LEVEL=3 TF_ENABLE_ONEDNN_OPTS=0 CUDA_VISIBLE_DEVICES=""
venv/bin/python - <<'PYTHON'
import warnings

import keras
import numpy as np
import tf_keras
from tf_keras import layers

tf_keras.utils.set_random_seed(0)
token_ids = tf_keras.Input((None,), dtype="int32")
masked = layers.Embedding(5, 2, mask_zero=True, embeddings_initializer="normal")(token_ids)
unmasked = layers.Embedding(5, 2, embeddings_initializer="normal")(token_ids)
pooled = layers.GlobalAveragePooling1D()(layers.Add()([masked, unmasked]))
features = tf_keras.Input((1,))
output = layers.Dense(1, activation="hard_sigmoid", kernel_initializer="ones")(features)
cases = {
    "Add": (tf_keras.Model(token_ids, pooled), np.array([[1, 2, 0, 0]])),
    "hard_sigmoid": (tf_keras.Model(features, output), np.array([[1.0]])),
}
print(f"{'':14} {'Keras 2':<18} {'Keras 3':<18} warnings of it")
for name, (model, inputs) in cases.items():
    model.save(f"{name}.h5", save_format="h5")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        loaded = keras.models.load_model(f"{name}.h5", compile=False)
    same = all(map(np.array_equal, model.get_weights(), loaded.get_weights()))
    before, after = (np.array(m(inputs))[0] for m in (model, loaded))
    said = [w for w in caught if "mask" in str(w.message) or name in str(w.message)]
    print(f"{name:<14} {before.round(4)!s:<18} {after.round(4)!s:<18} {len(said)}")
    if not same or said or np.allclose(before, after, atol=1e-4):
        raise SystemExit(f"The behaviour has changed: {name}")
PYTHON
