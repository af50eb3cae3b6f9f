"""Training and evaluation over streams: the state is carried, resumed and averaged."""

import os
import signal

import keras
import numpy as np
import pytest

import seqtasks as st
from seqtasks.datasets.plain import PlainSet
from seqtasks.datasets.streams import Streams, evaluation_rows
from seqtasks.errors import Interrupted
from seqtasks.tokenizers.word import WordTokenizer
from seqtasks.training.averaging import WeightAverage
from seqtasks.training.carried import CarriedState
from seqtasks.training.evaluation import TokenNats, TotalLoss
from seqtasks.training.run import Run
from tests.language import language_network, text_lines

LINES = text_lines(120)
TOKENIZER = WordTokenizer.train(LINES)


class Struck(Streams):
    """Streams in the course of which a signal comes."""

    at = None

    def _batch(self, segment):
        if self.at is not None:
            self.at -= 1
            if self.at == 0:
                os.kill(os.getpid(), signal.SIGINT)
        return super()._batch(segment)


def train(directory, *, resume=False, at=None, **options):
    ids = PlainSet.from_lines(LINES, TOKENIZER).ids
    streams = Struck(ids, batch_size=4, segment_length=7)
    streams.at = at
    validation = Streams(ids[:100], batch_size=2, segment_length=9)
    network = language_network(TOKENIZER.vocabulary_size, dropout=0.2, num_layers=1)
    with st.recurrence_path("loop"):  # nothing is compiled
        report = st.fit(
            network,
            streams,
            validation,
            optimizer=keras.optimizers.Adam(1e-2),
            epochs=2,
            run=Run(directory=directory, resume=resume, seed=5),
            **options,
        )
    return network, report


def weights(network):
    return [np.asarray(weight) for weight in network.get_weights()]


def test_a_text_is_learnt(tmp_path):
    network, report = train(tmp_path)
    ids = PlainSet.from_lines(text_lines(40, seed=9), TOKENIZER)
    assert TotalLoss(network)(ids.batches)["perplexity"] < 0.6 * TOKENIZER.vocabulary_size
    assert report.padding_share == 0.0


def test_an_interrupted_training_goes_on_with_its_state_and_its_average(tmp_path):
    expected, _ = train(tmp_path / "whole", average_from=2, state_reset=0.2)
    steps = len(PlainSet.from_lines(LINES, TOKENIZER).ids) // 4 // 7
    with pytest.raises(Interrupted, match="saved at step"):
        train(tmp_path / "struck", at=steps + 9, average_from=2, state_reset=0.2)
    resumed, _ = train(tmp_path / "struck", resume=True, average_from=2, state_reset=0.2)
    for ours, theirs in zip(weights(resumed), weights(expected), strict=True):
        np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm", "window"])
def test_perplexity_does_not_depend_on_how_the_text_is_cut(cell):
    ids = PlainSet.from_lines(text_lines(500, seed=3), TOKENIZER).ids
    network = language_network(TOKENIZER.vocabulary_size, cell=cell)
    loss = TotalLoss(network)
    with st.recurrence_path("loop"):
        whole = loss(Streams(ids, batch_size=1, segment_length=50))
        for batch_size, segment_length in [(1, 7), (3, 50), (8, 16)]:
            cut = loss(Streams(ids, batch_size=batch_size, segment_length=segment_length))
            assert cut["perplexity"] == pytest.approx(whole["perplexity"], rel=1e-4)


def test_the_loss_of_a_text_is_that_of_reading_it_at_once():
    ids = PlainSet.from_lines(LINES, TOKENIZER).ids
    network = language_network(TOKENIZER.vocabulary_size)
    logits = network(np.r_[3, ids[:-1]][None]).numpy()[0]
    log_probs = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    expected = -log_probs[np.arange(len(ids)), ids].mean()
    found = TotalLoss(network)(Streams(ids, batch_size=1, segment_length=11))["loss"]
    assert found == pytest.approx(expected, rel=1e-5)


def test_the_nats_of_each_token_of_a_text_stand_in_its_place():
    ids = PlainSet.from_lines(LINES, TOKENIZER).ids
    network = language_network(TOKENIZER.vocabulary_size)
    logits = network(np.r_[3, ids[:-1]][None]).numpy()[0]
    expected = -(logits - np.log(np.exp(logits).sum(axis=1, keepdims=True)))
    found = TokenNats(network)(Streams(ids, batch_size=1, segment_length=11))
    np.testing.assert_allclose(found, expected[np.arange(len(ids)), ids], rtol=1e-4)
    rows = Streams(ids, batch_size=5, segment_length=11)
    places = np.concatenate([rows.places(segment) for segment in rows.plan()])
    np.testing.assert_array_equal(np.sort(places), np.arange(len(ids)))  # each counts once


@pytest.mark.parametrize("tokens", [1, 130, 1100, 6000])
def test_a_short_text_has_the_perplexity_of_one_row(tokens):
    """The network remembers long: it is the rows that must be few."""
    ids = np.resize(PlainSet.from_lines(text_lines(500, seed=3), TOKENIZER).ids, tokens)
    network = language_network(TOKENIZER.vocabulary_size, num_layers=1)
    for variable in network.trainable_variables:
        variable.assign(2.0 * variable)
    cell = network.encoder.recurrent_layers[0]
    cell.bias.assign(np.asarray(cell.bias) + np.repeat([0.0, 3.0, 0.0, 0.0], 8))
    whole = Streams(ids, batch_size=1, segment_length=64)
    rows = Streams(ids, batch_size=evaluation_rows(tokens), segment_length=64)
    nats = [TokenNats(network)(streams).mean() for streams in (whole, rows)]
    assert nats[1] == pytest.approx(nats[0], rel=1e-3)


def test_the_rows_of_an_evaluation_are_at_least_as_long_as_the_warm_up():
    assert [evaluation_rows(n) for n in (1, 1023, 1024, 5000, 16_384, 10**6)] == [
        1,
        1,
        2,
        9,
        32,
        32,
    ]


def test_a_carried_state_begins_and_ends_at_zero():
    network = language_network()
    carried = CarriedState(network, 2)
    assert [tuple(v.shape) for v in carried.variables[:4]] == [(2, 8)] * 4
    _, state = network.read(np.array([[5], [6]]), carried.read())
    carried.write(state)
    np.testing.assert_array_equal(carried.read()[1][0].h, state[1][0].h)
    carried.reset()
    assert not any(np.asarray(variable).any() for variable in carried.variables[:4])


def test_some_rows_begin_at_zero():
    network = language_network(num_layers=1)
    carried = CarriedState(network, 1000, reset_rate=0.3)
    ones = st.LSTM(8).state_type(np.ones((1000, 8), "float32"), np.ones((1000, 8), "float32"))
    carried.write(((ones,),))
    ((state,),) = carried.read()
    rows = np.asarray(state.h)[:, 0]
    assert 0.6 < rows.mean() < 0.8
    np.testing.assert_array_equal(state.c, np.repeat(rows[:, None], 8, axis=1))
    assert np.asarray(carried.read()[0][0].h)[:, 0].tolist() != rows.tolist()
    with pytest.raises(ValueError, match=r"`reset_rate` must lie in \[0, 1\]. Received: .*=1.5"):
        CarriedState(network, 2, reset_rate=1.5)


def test_the_average_is_the_mean_of_the_weights_since_it_was_switched_on():
    layer = keras.Sequential([keras.layers.Dense(1, use_bias=False)])
    layer.build((None, 1))
    average = WeightAverage(layer)
    (weight,) = layer.trainable_variables
    for value, switch, expected in [(2.0, False, 2.0), (4.0, True, 4.0), (6.0, False, 5.0)]:
        if switch:
            average.switch_on()
        weight.assign([[value]])
        average.update()
        with average.applied():
            assert float(weight[0, 0]) == expected
        assert float(weight[0, 0]) == value


def test_averaging_needs_an_epoch(tmp_path):
    with pytest.raises(ValueError, match="`average_from` must be at least 1. Received"):
        train(tmp_path, average_from=0)
    with pytest.raises(ValueError, match="`average_from` must be one of the 2 epochs. Received"):
        train(tmp_path, average_from=3)
