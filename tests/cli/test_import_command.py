"""Models of stock Keras layers, trained outside on SST-2, as runs of ours."""

import collections
import gzip
import json
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest

SST = Path(__file__).parents[3] / "shared" / "data" / "sst"
LENGTH = 40

SERVE = """
import json, sys
sys.modules["seqtasks"] = None
import tensorflow as tf
serve = tf.saved_model.load(sys.argv[1]).signatures["serving_default"]
lines = json.load(sys.stdin)
print(json.dumps(serve(text=tf.constant(lines))["probabilities"].numpy().tolist()))
"""


def read(name):
    with gzip.open(SST / f"stsa.binary.{name}.gz", "rt", encoding="utf-8") as file:
        rows = [line.rstrip("\n").split(" ", 1) for line in file]
    return [text.lower() for _, text in rows], np.array([int(label) for label, _ in rows])


def model_of(kind, vocabulary_size, *, mask):
    layers = [
        keras.layers.Embedding(vocabulary_size, 32, mask_zero=mask),
        keras.layers.Bidirectional(keras.layers.LSTM(32)),
        keras.layers.Dense(2, activation="softmax"),
    ]
    length = None if mask else LENGTH
    if kind == "sequential":
        return keras.Sequential([keras.Input((length,)), *layers])
    tensor = inputs = keras.Input((length,), dtype="int32")
    for layer in layers:
        tensor = layer(tensor)
    return keras.Model(inputs, tensor)


@pytest.mark.slow
@pytest.mark.skipif(not SST.is_dir(), reason="the SST-2 corpus is not beside the project")
@pytest.mark.parametrize("mask", [True, False], ids=["masked", "unmasked"])
@pytest.mark.parametrize("kind", ["sequential", "functional"])
def test_a_stock_model_is_as_accurate_here_as_outside(kind, mask, tmp_path, seqtasks):
    texts, labels = read("train")
    counts = collections.Counter(word for text in texts for word in text.split())
    vocabulary = ["", "[UNK]", *(word for word, count in counts.items() if count > 1)]
    ids = {word: i for i, word in enumerate(vocabulary)}

    def encoded(texts):
        rows = [[ids.get(word, 1) for word in text.split()] for text in texts]
        options = {} if mask else {"padding": "pre", "truncating": "pre"}
        size = max(map(len, rows)) if mask else LENGTH
        return keras.utils.pad_sequences(rows, size, **({"padding": "post"} | options))

    keras.utils.set_random_seed(1)
    model = model_of(kind, len(vocabulary), mask=mask)
    model.compile("adam", "sparse_categorical_crossentropy")
    model.fit(encoded(texts), labels, epochs=1, batch_size=64, verbose=0)
    texts, labels = read("test")
    outside = model.predict(encoded(texts), verbose=0)
    accuracy = np.mean(outside.argmax(-1) == labels)
    assert accuracy > 0.7

    model.save(tmp_path / "model.keras")
    (tmp_path / "vocabulary.txt").write_text("".join(f"{word}\n" for word in vocabulary))
    (tmp_path / "labels.txt").write_text("0\n1\n")
    options = ["--task", "classification", "--tokens", "spaces", "--lowercase"]
    options += ["--tokenizer", tmp_path / "vocabulary.txt", "--labels", tmp_path / "labels.txt"]
    if not mask:
        options += ["--length", LENGTH, "--padding", "pre", "--truncating", "pre"]
    status, _, err = seqtasks(
        "import", tmp_path / "model.keras", *options, "--output", tmp_path / "run"
    )
    assert status == 0, err
    status, out, err = seqtasks("evaluate", tmp_path / "run", "--corpus", SST, "--format", "json")
    assert status == 0, err
    assert json.loads(out)["accuracy"] == pytest.approx(accuracy, abs=1e-12)

    assert seqtasks("export", tmp_path / "run", tmp_path / "exported")[0] == 0
    served = subprocess.run(
        [sys.executable, "-I", "-c", SERVE, str(tmp_path / "exported")],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
    )
    np.testing.assert_allclose(json.loads(served.stdout), outside, atol=1e-4)
