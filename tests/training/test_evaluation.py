"""The loss of whole sets, and of sets in which nothing counts."""

import csv
import math

import keras
import numpy as np
import pytest
import tensorflow as tf

import seqtasks as st
from seqtasks.datasets.batches import Batches
from seqtasks.training.evaluation import TokenNats, TotalLoss
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


@pytest.mark.parametrize("size", [1, 3, 64])
def test_the_nats_of_each_token_stand_in_its_place(size):
    """They are those of its row alone, and their mean is the loss of the set."""
    network = tiny_network("rnn", bidirectional=False)
    batches = reversal_batches(7)
    batches = Batches(batches.columns, batches.to_example, sort_by=batches.sort_by, batch_size=size)
    found = TokenNats(network)(batches)
    assert found.shape == (batches.num_labels,)
    assert found.mean() == pytest.approx(TotalLoss(network)(batches)["loss"], rel=1e-5)
    start = 0
    for row in range(7):
        one = Batches(
            {name: column[row : row + 1] for name, column in batches.columns.items()},
            batches.to_example,
            sort_by=batches.sort_by,
            batch_size=1,
        )
        alone = TokenNats(network)(one)
        np.testing.assert_allclose(found[start : start + len(alone)], alone, rtol=1e-4)
        start += len(alone)
