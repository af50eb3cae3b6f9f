"""The loss of whole sets, and of sets in which nothing counts."""

import csv
import math

import keras
import pytest
import tensorflow as tf

import seqtasks as st
from seqtasks.datasets.batches import Batches
from seqtasks.training.evaluation import TotalLoss
from tests.networks import reversal_batches, tiny_network


def without_tokens(rows: int) -> Batches:
    """Batches whose tokens do not count, as those of sentences with labels not trained on."""
    batches = reversal_batches(rows)

    def example(columns):
        inputs, labels, mask = batches.to_example(columns)
        return inputs, labels, tf.zeros_like(mask)

    return Batches(batches.columns, example, sort_by=batches.sort_by, batch_size=4)


def test_a_set_in_which_no_token_counts_has_no_loss():
    total_loss = TotalLoss(tiny_network("rnn", bidirectional=False))
    assert total_loss(without_tokens(8)) == {}
    metrics = total_loss(reversal_batches(8))
    assert metrics["perplexity"] == pytest.approx(math.exp(metrics["loss"]))


def test_training_goes_by_another_metric_where_the_validation_has_no_loss(tmp_path):
    values = iter([0.25, 0.125])
    report = st.fit(
        tiny_network("rnn", bidirectional=False),
        reversal_batches(8),
        without_tokens(8),
        optimizer=keras.optimizers.SGD(0.1),
        epochs=2,
        monitor="accuracy",
        validate=lambda: {"accuracy": next(values)},
        run=st.Run(directory=tmp_path),
    )
    assert report.epochs == 2
    rows = list(csv.DictReader((tmp_path / "log.csv").read_text().splitlines()))
    assert [row["validation_accuracy"] for row in rows] == ["0.25", "0.125"]
    assert not {"validation_loss", "validation_perplexity"} & set(rows[0])
    assert (tmp_path / "curves.png").is_file()
