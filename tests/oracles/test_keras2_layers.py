"""Every kind of layer of Keras 2: files of `tf_keras` answer here as they do there.

What is refused is refused with a reason; no kind of layer may answer otherwise.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest

from seqtasks.blocks.imported import ImportedNetwork, masks_end_silently
from seqtasks.convert.importing import import_model
from seqtasks.convert.keras_model import answers_blank_texts, check_answers, load_foreign_model
from seqtasks.convert.vocabulary import ReadsText
from seqtasks.errors import RunError
from seqtasks.storage.keras2_configs import SAME
from seqtasks.tokenizers.base import EOS_ID
from tests.oracles import keras2_models
from tests.oracles.keras2_models import LENGTH, RIGHT_PADDED, TAGGERS, VOCABULARY, forms, token_ids

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        importlib.util.find_spec("tf_keras") is None, reason="tf_keras, Keras 2, is not installed"
    ),
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]

# What Keras 2 itself does not build, or does not read again.
NOT_IN_KERAS_2 = {"Concatenate in time"}
NOT_IN_ARCHIVES_OF_KERAS_2 = {"an embedding inside and outside of a model"}
REFUSED = {
    "Lambda": "holds code",
    "an operation": "holds a TensorFlow operation",
    "a slice": "holds a TensorFlow operation",
    "LocallyConnected1D": "a layer 'LocallyConnected1D'",
    "LSTM, stateful": "batches of any size",
    "a layer of its own": "a layer '(theirs>)?Own'",
}
# The model's id of each id of a tokenizer of ours, which has <bos> and <eos> besides.
IDS = [0, 1, 0, 0, *range(2, VOCABULARY)]


def kind_of(name):
    """The name of a form without its length."""
    return name.removesuffix(f", {LENGTH} steps")


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The folder with the files of Keras 2, their answers, and what Keras 2 could not do."""
    folder = tmp_path_factory.mktemp("keras2")
    script = Path(keras2_models.__file__)
    environment = {**os.environ, "TF_USE_LEGACY_KERAS": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}
    subprocess.run([sys.executable, script, folder], env=environment, check=True)
    with np.load(folder / "answers.npz") as stored:
        answers = dict(stored)
    return folder, answers, json.loads((folder / "failures.json").read_text())


def task_of(name):
    return "tagging" if name in TAGGERS else "classification"


def load(path, name, length):
    return load_foreign_model(path, task_of(name), ReadsText("spaces", length=length))


@pytest.mark.parametrize("ending", ["h5", "keras"])
def test_every_file_answers_as_in_keras_2_or_is_refused(written, ending):
    folder, answers, failures = written
    ids, outcomes = token_ids(), {}
    missing = NOT_IN_KERAS_2 | (NOT_IN_ARCHIVES_OF_KERAS_2 if ending == "keras" else set())
    for number, (name, length, _) in enumerate(forms()):
        if f"{number}.{ending}" not in answers:
            outcomes[name] = "not in Keras 2"
            failure = failures.get(f"{number}.{ending}", failures.get(str(number), ""))
            assert kind_of(name) in missing, f"{name}: {failure}"
            continue
        keras.backend.clear_session()
        expected = answers[f"{number}.{ending}"]
        try:
            model = load(folder / f"{number}.{ending}", name, length)
        except RunError as error:
            outcomes[name] = f"refused: {str(error).split('loaded: ')[-1]}"
            continue
        with masks_end_silently():
            found = keras.ops.convert_to_numpy(model(ids[: len(expected)], training=False))
        same = np.allclose(found, expected, rtol=1e-4, atol=1e-5, equal_nan=True)
        outcomes[name] = "same" if same else f"off by {np.abs(found - expected).max()}"
    same = sum(outcome == "same" for outcome in outcomes.values())
    print(f"\n{ending} files of Keras 2: {same} of {len(outcomes)} models answer as there")
    refused = {n: o for n, o in outcomes.items() if o.startswith("refused")}
    for name, outcome in refused.items():
        print(f"  {name}: {outcome}")
    assert {n: o for n, o in outcomes.items() if o.startswith("off")} == {}
    assert {kind_of(name) for name in refused} == set(REFUSED)
    for name, outcome in refused.items():
        assert re.search(REFUSED[kind_of(name)], outcome), name


def as_ours(tokens):
    """The ids of a tokenizer of ours for ids of the model's."""
    return np.where(tokens > 1, tokens + 2, tokens)


def test_without_a_length_a_text_is_answered_as_alone_in_keras_2(written):
    """Where padding changes an answer there, the import asks for --length, and only there."""
    folder, answers, _ = written
    ids, counts = token_ids()[:RIGHT_PADDED], {"read": 0, "refused": 0, "blank lines": 0}
    for number, (name, length, _) in enumerate(forms()):
        if length is not None or kind_of(name) in REFUSED or f"{number}.h5" not in answers:
            continue
        keras.backend.clear_session()
        is_tagger = name in TAGGERS
        network = ImportedNetwork(load(folder / f"{number}.h5", name, None), IDS)
        alone = [answers[f"{number}.alone.{row}"] for row in range(RIGHT_PADDED)]
        padded = answers[f"{number}.h5"][:RIGHT_PADDED]
        if is_tagger:
            padded = [row[: len(one)] for row, one in zip(padded, alone, strict=True)]
        refusal = None
        try:
            check_answers(folder, network, IDS, task_of(name))
        except RunError as error:
            refusal = str(error)
        if not all(
            np.isfinite(one).all() for one, row in zip(alone, ids, strict=True) if row.any()
        ):
            assert "gives no number" in refusal, name  # an exponential of an exponential
            continue
        depends = not all(
            np.allclose(one, row, rtol=1e-3, atol=1e-4, equal_nan=True)
            for one, row in zip(alone, padded, strict=True)
        )
        assert (refusal is not None) == depends, f"{name}: {refusal}"
        if refusal is not None:
            assert "where a text is padded" in refusal, f"{name}: {refusal}"
            counts["refused"] += 1
            continue
        counts["read"] += 1
        for row, expected in zip(ids, alone, strict=True):
            tokens = as_ours(keras2_models.alone(row))
            if not row.any():
                if is_tagger:  # it is given no sentence without words
                    continue
                tokens = np.zeros((1, 0), int)
            given = {"words": tokens} if is_tagger else np.append(tokens, [[EOS_ID]], axis=1)
            found = np.exp(network(given))[0]
            if not np.isfinite(expected).all():
                counts["blank lines"] += 1
                assert not answers_blank_texts(folder, network), name
                continue
            np.testing.assert_allclose(found, expected, rtol=1e-3, atol=1e-4, err_msg=name)
    print(f"\nwithout --length: {counts}")
    assert counts["read"] > 100


def test_with_a_length_a_run_answers_as_keras_2_does_for_padded_texts(written, tmp_path):
    folder, answers, _ = written
    words = [f"w{i}" for i in range(2, VOCABULARY)]
    (tmp_path / "vocabulary.txt").write_text("\n".join(["", "[UNK]", *words]) + "\n")
    (tmp_path / "labels.txt").write_text("a\nb\n")
    ids = token_ids()[:RIGHT_PADDED]
    lines = [" ".join(f"w{i}" if i > 1 else "unheard" for i in row if i) for row in ids]
    for name in ("Add, first masked", "Flatten", "Conv1D, pooled", "Attention, both masked"):
        wanted = {name, f"{name}, {LENGTH} steps"}
        (number,) = [n for n, (form, length, _) in enumerate(forms()) if form in wanted and length]
        reads = ReadsText("spaces", length=LENGTH)
        run = import_model(
            folder / f"{number}.h5",
            tmp_path / str(number),
            task="classification",
            tokenizer=tmp_path / "vocabulary.txt",
            labels=tmp_path / "labels.txt",
            reads=reads,
        )
        found = [record["probabilities"] for record in run.predict_records(lines)]
        expected = answers[f"{number}.h5"][:RIGHT_PADDED]
        np.testing.assert_allclose(found, expected, rtol=1e-3, atol=1e-4, err_msg=name)


def test_every_kind_that_is_read_is_compared():
    with open(keras2_models.__file__, encoding="utf-8") as file:
        text = file.read()
    own = {"ThresholdedReLU", "TimeDistributed", "Identity", "Rescaling", *keras2_models.MERGES}
    for kind in (SAME | own) - {"InputLayer"}:
        assert re.search(rf"layers\.{kind}\b|\"{kind}\"", text), kind
