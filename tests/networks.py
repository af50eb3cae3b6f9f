"""Tiny networks and batches that several tests use."""

from __future__ import annotations

import keras
import numpy as np
import tensorflow as tf

import seqtasks as st
from seqtasks.datasets.batches import Batches


def tiny_network(
    cell: str = "gru",
    *,
    context: str = "every_step",
    score: str = "general",
    input_feeding: bool = False,
    num_layers: int = 1,
    bidirectional: bool = True,
    vocabulary_size: int = 12,
    units: int = 8,
    dropout: float = 0.0,
    reverse_source: bool = True,
    tied: bool = False,
    shared_embeddings: bool = False,
    share_recurrence: bool = False,
    scheduled_sampling: float = 0.0,
    seed: int = 1,
) -> st.EncoderDecoder:
    keras.utils.set_random_seed(seed)
    return st.EncoderDecoder(
        source_embedding=st.TokenEmbedding(vocabulary_size, units, dropout=dropout),
        encoder=st.RecurrentEncoder(
            cell,
            units,
            num_layers=num_layers,
            bidirectional=bidirectional,
            return_state=True,
        ),
        target_embedding=None if shared_embeddings else st.TokenEmbedding(vocabulary_size, units),
        decoder=st.RecurrentDecoder(
            cell,
            units,
            num_layers=num_layers,
            feature_dim=units,
            context=context,
            score=score,
            input_feeding=input_feeding,
            dropout=dropout,
        ),
        head=None if tied else keras.layers.Dense(vocabulary_size),
        reverse_source=reverse_source,
        share_recurrence=share_recurrence,
        scheduled_sampling=scheduled_sampling,
    )


def widen(network: keras.Model, factor: float = 3.0) -> keras.Model:
    """Larger weights, so that an untrained network's answers differ from row to row."""
    for variable in network.trainable_variables:
        variable.assign(variable * factor)
    return network


def random_ids(rows: int, time: int, *, low: int = 4, high: int = 12, seed: int = 0) -> np.ndarray:
    """Right-padded ids, int32 (rows, time), of lengths from 1 to `time`."""
    random = np.random.default_rng(seed)
    token_ids = random.integers(low, high, (rows, time)).astype("int32")
    lengths = np.concatenate([[time], random.integers(1, time + 1, rows - 1)])
    return np.where(np.arange(time) < lengths[:, None], token_ids, 0).astype("int32")


def reversal_batches(rows: int, *, seed: int = 0, batch_size: int = 32, high: int = 12) -> Batches:
    """The reversal task: the target is the source backwards, `<eos>` at both ends."""
    random = np.random.default_rng(seed)
    sequences = [random.integers(4, high, random.integers(2, 6)).tolist() for _ in range(rows)]
    columns = {
        "target": tf.ragged.constant([[*s[::-1], 3] for s in sequences], dtype=tf.int32),
        "source": tf.ragged.constant([[*s, 3] for s in sequences], dtype=tf.int32),
    }

    def example(columns):
        labels = columns["target"]
        mask = labels != 0
        late = tf.concat([tf.fill([tf.shape(labels)[0], 1], 2), labels[:, :-1]], axis=1)
        return {"source": columns["source"], "target": tf.where(mask, late, 0)}, labels, mask

    return Batches(columns, example, sort_by=("target", "source"), batch_size=batch_size)
