"""Small text models of Keras 2, one for each kind of layer that a text model can have.

As a script, `python keras2_models.py FOLDER`, it builds them with `tf_keras`, which is Keras 2, and
writes for each name and form its files, the token ids that it read, and what it answered.
"""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

VOCABULARY, DIM, LENGTH = 8, 6, 6
Keras = Any
Build = Callable[[Keras, int | None], Any]


def embedding(keras: Keras, *, masked: bool = True, dim: int = DIM) -> Any:
    return keras.layers.Embedding(VOCABULARY, dim, mask_zero=masked)


def last(keras: Keras, units: int = 2) -> Any:
    return keras.layers.Dense(units, activation="softmax")


def through(make: Callable[[Keras], Any], *, masked: bool = True) -> Build:
    """A layer between embeddings and an LSTM, which sees whether the mask went through it."""

    def build(keras: Keras, length: int | None) -> Any:
        made = make(keras)
        layers = made if isinstance(made, list) else [made]
        return keras.Sequential(
            [
                keras.Input((length,)),
                embedding(keras, masked=masked),
                *layers,
                keras.layers.LSTM(4),
                last(keras),
            ]
        )

    return build


def pooled(make: Callable[[Keras], Any], *, masked: bool = True) -> Build:
    """Layers that make one vector of embeddings."""

    def build(keras: Keras, length: int | None) -> Any:
        made = make(keras)
        layers = made if isinstance(made, list) else [made]
        return keras.Sequential(
            [keras.Input((length,)), embedding(keras, masked=masked), *layers, last(keras)]
        )

    return build


def behind(make: Callable[[Keras], Any]) -> Build:
    """A layer that reads one vector."""
    return pooled(lambda keras: [keras.layers.LSTM(4), make(keras)])


def merged(
    make: Callable[[Keras], Any], masks: tuple[bool, ...], *, sequence: bool = True
) -> Build:
    """A layer that merges embeddings with and without a mask, read by an LSTM."""

    def build(keras: Keras, length: int | None) -> Any:
        inputs = keras.Input((length,), dtype="int32")
        tensors = [embedding(keras, masked=masked)(inputs) for masked in masks]
        tensor = make(keras)(tensors)
        tensor = keras.layers.LSTM(4)(tensor) if sequence else keras.layers.Flatten()(tensor)
        return keras.Model(inputs, last(keras)(tensor))

    return build


def functional(make: Callable[[Keras, Any], Any], *, units: int = 2) -> Build:
    """What a function makes of the ids, and a dense layer."""

    def build(keras: Keras, length: int | None) -> Any:
        inputs = keras.Input((length,), dtype="int32")
        return keras.Model(inputs, last(keras, units)(make(keras, inputs)))

    return build


def frozen(layer: Any) -> Any:
    layer.trainable = False
    return layer


def own_layer(keras: Keras) -> Any:
    @keras.saving.register_keras_serializable("theirs")
    class Own(keras.layers.Layer):
        def call(self, inputs: Any) -> Any:
            return inputs

    return Own()


MERGES = ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate")
MASKS = {"both masked": (True, True), "first masked": (True, False), "second masked": (False, True)}
ACTIVATIONS = [
    "softmax",
    "elu",
    "selu",
    "softplus",
    "softsign",
    "swish",
    "relu",
    "gelu",
    "tanh",
    "sigmoid",
    "exponential",
    "hard_sigmoid",
    "linear",
    "mish",
]

CASES: dict[str, Build] = {}
FIXED: dict[str, Build] = {}  # of a known length only

for name in ACTIVATIONS:
    CASES[f"Dense {name}"] = through(lambda k, a=name: k.layers.Dense(4, activation=a))
    CASES[f"Activation {name}"] = through(lambda k, a=name: k.layers.Activation(a))
    CASES[f"LSTM {name}"] = pooled(
        lambda k, a=name: (
            k.layers.LSTM(4, activation="tanh", recurrent_activation=a)
            if a in ("sigmoid", "hard_sigmoid", "relu", "linear")
            else k.layers.LSTM(4, activation=a)
        )
    )
for name in MERGES:
    for masks_name, masks in MASKS.items():
        CASES[f"{name}, {masks_name}"] = merged(
            lambda k, kind=name: getattr(k.layers, kind)(), masks
        )

CASES |= {
    # Core
    "Embedding": through(lambda k: []),
    "Embedding, unmasked": through(lambda k: [], masked=False),
    "Dense with regularisers": through(
        lambda k: k.layers.Dense(
            4,
            kernel_initializer=k.initializers.VarianceScaling(2.0),
            bias_initializer=k.initializers.Constant(0.1),
            kernel_regularizer=k.regularizers.L1L2(0.1, 0.2),
            bias_regularizer=k.regularizers.L2(0.1),
            activity_regularizer=k.regularizers.L1(0.1),
            kernel_constraint=k.constraints.MaxNorm(3.0),
            bias_constraint=k.constraints.NonNeg(),
        )
    ),
    "Dense with a layer as activation": through(
        lambda k: k.layers.Dense(4, activation=k.layers.LeakyReLU(0.1))
    ),
    "Masking": through(lambda k: k.layers.Masking(0.0)),
    "Dropout": through(lambda k: k.layers.Dropout(0.5, noise_shape=(None, 1, DIM))),
    "SpatialDropout1D": through(lambda k: k.layers.SpatialDropout1D(0.5)),
    "GaussianNoise": through(lambda k: k.layers.GaussianNoise(0.5)),
    "GaussianDropout": through(lambda k: k.layers.GaussianDropout(0.5)),
    "AlphaDropout": through(lambda k: k.layers.AlphaDropout(0.5)),
    "ActivityRegularization": through(lambda k: k.layers.ActivityRegularization(0.1)),
    "Identity": through(lambda k: k.layers.Identity()),
    "Lambda": through(lambda k: k.layers.Lambda(lambda x: 2 * x)),
    "EinsumDense": through(
        lambda k: k.layers.EinsumDense("btd,de->bte", output_shape=(None, 4), bias_axes="e")
    ),
    "Reshape": behind(lambda k: k.layers.Reshape((4,))),
    "RepeatVector": behind(lambda k: k.Sequential([k.layers.RepeatVector(3), k.layers.GRU(3)])),
    # Recurrent
    "SimpleRNN": through(lambda k: k.layers.SimpleRNN(4, return_sequences=True)),
    "GRU": through(lambda k: k.layers.GRU(4, return_sequences=True)),
    "GRU, reset before": through(
        lambda k: k.layers.GRU(4, reset_after=False, return_sequences=True)
    ),
    "GRU, hard sigmoid": through(
        lambda k: k.layers.GRU(4, recurrent_activation="hard_sigmoid", return_sequences=True)
    ),
    "LSTM": through(lambda k: k.layers.LSTM(4, dropout=0.2, return_sequences=True)),
    "LSTM, backwards": through(
        lambda k: k.layers.LSTM(4, go_backwards=True, return_sequences=True)
    ),
    "LSTM, without bias": through(
        lambda k: k.layers.LSTM(4, use_bias=False, return_sequences=True)
    ),
    "LSTM, recurrent dropout": pooled(lambda k: k.layers.LSTM(4, recurrent_dropout=0.2)),
    "LSTM, backwards to a vector": pooled(lambda k: k.layers.LSTM(4, go_backwards=True)),
    "RNN of LSTMCell": through(lambda k: k.layers.RNN(k.layers.LSTMCell(4), return_sequences=True)),
    "RNN of GRUCell": through(lambda k: k.layers.RNN(k.layers.GRUCell(4), return_sequences=True)),
    "RNN of SimpleRNNCell": through(
        lambda k: k.layers.RNN(k.layers.SimpleRNNCell(4), return_sequences=True)
    ),
    "RNN of a hard sigmoid cell": pooled(
        lambda k: k.layers.RNN(k.layers.LSTMCell(4, recurrent_activation="hard_sigmoid"))
    ),
    "StackedRNNCells": pooled(
        lambda k: k.layers.RNN(
            k.layers.StackedRNNCells([k.layers.LSTMCell(4), k.layers.GRUCell(3)])
        )
    ),
    "RNN of a list of cells": pooled(
        lambda k: k.layers.RNN([k.layers.LSTMCell(4), k.layers.LSTMCell(3)])
    ),
    "LSTM, states": functional(
        lambda k, ids: k.layers.LSTM(4)(
            embedding(k)(ids),
            initial_state=k.layers.LSTM(4, return_state=True)(embedding(k)(ids))[1:],
        )
    ),
    "GRU, states joined": functional(
        lambda k, ids: k.layers.Concatenate()(k.layers.GRU(4, return_state=True)(embedding(k)(ids)))
    ),
    "Bidirectional": pooled(lambda k: k.layers.Bidirectional(k.layers.LSTM(4))),
    "Bidirectional, own backward layer": through(
        lambda k: k.layers.Bidirectional(
            k.layers.LSTM(4, return_sequences=True),
            backward_layer=k.layers.GRU(4, go_backwards=True, return_sequences=True),
        )
    ),
    "Bidirectional, hard sigmoid": through(
        lambda k: k.layers.Bidirectional(
            k.layers.LSTM(4, recurrent_activation="hard_sigmoid", return_sequences=True)
        )
    ),
    "Bidirectional, RNN of a cell": through(
        lambda k: k.layers.Bidirectional(k.layers.RNN(k.layers.LSTMCell(4), return_sequences=True))
    ),
    "Bidirectional, halves apart": functional(
        lambda k, ids: k.layers.Subtract()(
            k.layers.Bidirectional(k.layers.LSTM(4), merge_mode=None)(embedding(k)(ids))
        )
    ),
    "Bidirectional, pooled": pooled(
        lambda k: [
            k.layers.Bidirectional(k.layers.LSTM(4, return_sequences=True)),
            k.layers.GlobalMaxPooling1D(),
        ]
    ),
    "TimeDistributed Dense": through(
        lambda k: k.layers.TimeDistributed(k.layers.Dense(4, activation="hard_sigmoid"))
    ),
    "TimeDistributed Activation": through(
        lambda k: k.layers.TimeDistributed(k.layers.Activation("hard_sigmoid"))
    ),
    "TimeDistributed Dropout": through(lambda k: k.layers.TimeDistributed(k.layers.Dropout(0.5))),
    "TimeDistributed BatchNormalization": through(
        lambda k: k.layers.TimeDistributed(k.layers.BatchNormalization())
    ),
    "TimeDistributed Sequential": through(
        lambda k: k.layers.TimeDistributed(k.Sequential([k.layers.Dense(4), k.layers.ReLU()]))
    ),
    "ConvLSTM1D": pooled(
        lambda k: [k.layers.Reshape((-1, DIM, 1)), k.layers.ConvLSTM1D(2, 2), k.layers.Flatten()]
    ),
    # Convolution
    "Conv1D": through(lambda k: k.layers.Conv1D(4, 2, padding="same", activation="relu")),
    "Conv1D, valid": through(lambda k: k.layers.Conv1D(4, 2), masked=False),
    "Conv1D, causal": through(lambda k: k.layers.Conv1D(4, 2, padding="causal", dilation_rate=2)),
    "Conv1D, strides and groups": through(
        lambda k: k.layers.Conv1D(4, 2, strides=2, groups=2, padding="same")
    ),
    "Conv1D, pooled": pooled(
        lambda k: [k.layers.Conv1D(4, 2, padding="same"), k.layers.GlobalMaxPooling1D()]
    ),
    "SeparableConv1D": through(
        lambda k: k.layers.SeparableConv1D(4, 2, depth_multiplier=2, padding="same")
    ),
    "DepthwiseConv1D": through(lambda k: k.layers.DepthwiseConv1D(2, padding="same")),
    "Conv1DTranspose": through(lambda k: k.layers.Conv1DTranspose(4, 2, padding="same")),
    "UpSampling1D": through(lambda k: k.layers.UpSampling1D(2)),
    "ZeroPadding1D": through(lambda k: k.layers.ZeroPadding1D(1)),
    "Cropping1D": through(lambda k: k.layers.Cropping1D((0, 1)), masked=False),
    # Pooling
    "MaxPooling1D": through(lambda k: k.layers.MaxPooling1D(2, padding="same")),
    "AveragePooling1D": through(lambda k: k.layers.AveragePooling1D(2, 1, padding="same")),
    "GlobalMaxPooling1D": pooled(lambda k: k.layers.GlobalMaxPooling1D()),
    "GlobalAveragePooling1D": pooled(lambda k: k.layers.GlobalAveragePooling1D()),
    "GlobalAveragePooling1D, unmasked": pooled(
        lambda k: k.layers.GlobalAveragePooling1D(), masked=False
    ),
    "GlobalMaxPooling1D, keepdims": pooled(
        lambda k: [k.layers.GlobalMaxPooling1D(keepdims=True), k.layers.LSTM(3)]
    ),
    # Merging
    "Add of three": merged(lambda k: k.layers.Add(), (True, False, True)),
    "Concatenate of three": merged(lambda k: k.layers.Concatenate(), (False, True, True)),
    "Concatenate in time": merged(lambda k: k.layers.Concatenate(axis=1), (True, False)),
    "Concatenate in time, both masked": merged(
        lambda k: k.layers.Concatenate(axis=1), (True, True)
    ),
    "Dot": functional(
        lambda k, ids: k.layers.Dot(1, normalize=True)(
            [k.layers.LSTM(4)(embedding(k)(ids)), k.layers.GRU(4)(embedding(k)(ids))]
        )
    ),
    "Add of vectors": functional(
        lambda k, ids: k.layers.Add()(
            [k.layers.LSTM(4)(embedding(k)(ids)), k.layers.GRU(4)(embedding(k)(ids))]
        )
    ),
    "Multiply by a gate": functional(
        lambda k, ids: (
            lambda e: k.layers.LSTM(4)(k.layers.Multiply()([e, k.layers.Dense(DIM)(e)]))
        )(embedding(k)(ids))
    ),
    # Normalisation
    "BatchNormalization": through(lambda k: k.layers.BatchNormalization()),
    "BatchNormalization of a vector": behind(lambda k: k.layers.BatchNormalization(scale=False)),
    "LayerNormalization": through(lambda k: k.layers.LayerNormalization()),
    "UnitNormalization": through(lambda k: k.layers.UnitNormalization()),
    "GroupNormalization": behind(lambda k: k.layers.GroupNormalization(2)),
    "Normalization": behind(lambda k: k.layers.Normalization(mean=0.5, variance=2.0)),
    "Normalization, adapted": behind(lambda k: k.layers.Normalization()),
    "SpectralNormalization": behind(lambda k: k.layers.SpectralNormalization(k.layers.Dense(4))),
    "Rescaling": through(lambda k: k.layers.Rescaling(0.5, 0.1)),
    # Activations
    "ReLU": through(lambda k: k.layers.ReLU(1.0, negative_slope=0.1, threshold=0.2)),
    "LeakyReLU": through(lambda k: k.layers.LeakyReLU(0.1)),
    "ELU": through(lambda k: k.layers.ELU(0.5)),
    "PReLU": through(lambda k: k.layers.PReLU(shared_axes=[1])),
    "ThresholdedReLU": through(lambda k: k.layers.ThresholdedReLU(0.1)),
    "Softmax": through(lambda k: k.layers.Softmax(), masked=False),
    "Softmax in time": through(lambda k: k.layers.Softmax(axis=1), masked=False),
    # Models in models
    "Sequential in Sequential": through(
        lambda k: k.Sequential([k.layers.Dense(4), k.layers.LSTM(4, return_sequences=True)])
    ),
    "Sequential with its input": through(
        lambda k: k.Sequential(
            [k.Input((None, DIM)), k.layers.Dense(4), k.layers.Activation("hard_sigmoid")]
        )
    ),
    "a model that embeds": lambda k, length: k.Sequential(
        [
            k.Sequential([k.Input((length,)), embedding(k), k.layers.LSTM(4)], name="encoder"),
            k.layers.Dense(3, activation="hard_sigmoid"),
            last(k),
        ]
    ),
    "a model called twice": functional(
        lambda k, ids: (
            lambda encoder: k.layers.Subtract()([encoder(ids), k.layers.Dense(4)(encoder(ids))])
        )(k.Sequential([k.Input((None,)), embedding(k), k.layers.LSTM(4)]))
    ),
    "functional in functional": functional(
        lambda k, ids: (
            lambda inner: k.Model(inner, k.layers.Bidirectional(k.layers.GRU(3))(inner))
        )(k.Input((None, DIM)))(embedding(k)(ids))
    ),
    "a layer called twice": functional(
        lambda k, ids: (lambda e, d: k.layers.LSTM(4)(k.layers.Add()([d(e), d(d(e))])))(
            embedding(k)(ids), k.layers.Dense(DIM)
        )
    ),
    "frozen layers": lambda k, length: k.Sequential(
        [
            k.Input((length,)),
            frozen(embedding(k)),
            k.Sequential(
                [
                    frozen(k.layers.GRU(4, return_sequences=True)),
                    k.layers.BatchNormalization(),
                    k.layers.Bidirectional(frozen(k.layers.LSTM(4))),
                ]
            ),
            frozen(k.layers.Dense(8)),
            last(k),
        ]
    ),
    "an embedding inside and outside of a model": functional(
        lambda k, ids: (
            lambda shared: k.layers.Subtract()(
                [
                    k.Sequential([k.Input((None,)), shared, k.layers.GRU(4)])(ids),
                    k.layers.GRU(4)(shared(ids)),
                ]
            )
        )(embedding(k))
    ),
    "a model of two inputs": functional(
        lambda k, ids: (
            lambda one, other: k.Model(
                [one, other], k.layers.GRU(4)(k.layers.Concatenate()([one, other]))
            )
        )(k.Input((None, DIM)), k.Input((None, DIM)))([embedding(k)(ids), embedding(k)(ids)])
    ),
    "a layer of its own": behind(lambda k: own_layer(k)),
    # Operations and what reads strings or holds code
    "an operation": functional(lambda k, ids: k.layers.LSTM(4)(embedding(k)(ids) * 2.0)),
    "a slice": functional(lambda k, ids: embedding(k)(ids)[:, 0]),
    "Hashing": functional(
        lambda k, ids: k.layers.LSTM(4)(embedding(k)(k.layers.Hashing(VOCABULARY)(ids)))
    ),
    "IntegerLookup": functional(
        lambda k, ids: k.layers.LSTM(4)(
            k.layers.Embedding(12, DIM)(k.layers.IntegerLookup(vocabulary=[1, 3, 5, 2])(ids))
        )
    ),
    "CategoryEncoding": functional(
        lambda k, ids: k.layers.CategoryEncoding(VOCABULARY, output_mode="multi_hot")(ids)
    ),
    "half precision": through(
        lambda k: k.layers.LSTM(4, dtype="mixed_float16", return_sequences=True)
    ),
}


def attention(kind: str, masks: tuple[bool, bool], **settings: Any) -> Build:
    """Attention of some embeddings to others, the sum over the queries read by an LSTM."""

    def make(keras: Keras, ids: Any) -> Any:
        query, value = (embedding(keras, masked=masked)(ids) for masked in masks)
        call = {"use_causal_mask": True} if settings.get("causal") else {}
        given = {n: v for n, v in settings.items() if n != "causal"}
        if kind == "MultiHeadAttention":
            tensor = keras.layers.MultiHeadAttention(2, 3, **given)(query, value, **call)
        else:
            tensor = getattr(keras.layers, kind)(**given)([query, value], **call)
        return keras.layers.LSTM(4)(tensor)

    return functional(make)


for kind in ("Attention", "AdditiveAttention", "MultiHeadAttention"):
    for masks_name, masks in {**MASKS, "unmasked": (False, False)}.items():
        CASES[f"{kind}, {masks_name}"] = attention(kind, masks)
    CASES[f"{kind}, causal"] = attention(kind, (True, True), causal=True)
CASES |= {
    "Attention, scaled": attention("Attention", (True, True), use_scale=True),
    "Attention, concatenated scores": attention("Attention", (True, True), score_mode="concat"),
    "AdditiveAttention, unscaled": attention("AdditiveAttention", (True, True), use_scale=False),
    "MultiHeadAttention, other widths": attention(
        "MultiHeadAttention", (True, False), value_dim=4, output_shape=5, use_bias=False
    ),
    "MultiHeadAttention to itself, pooled": functional(
        lambda k, ids: (
            lambda e: k.layers.GlobalMaxPooling1D()(
                k.layers.LayerNormalization()(
                    k.layers.Add()([e, k.layers.MultiHeadAttention(2, 3)(e, e)])
                )
            )
        )(embedding(k)(ids))
    ),
    "Attention of a state": functional(
        lambda k, ids: (
            lambda all_, h, c: k.layers.Flatten()(
                k.layers.Attention()([k.layers.Reshape((1, 4))(h), all_])
            )
        )(*k.layers.LSTM(4, return_sequences=True, return_state=True)(embedding(k)(ids)))
    ),
}
for mode in ("concat", "sum", "mul", "ave"):
    CASES[f"Bidirectional, {mode}"] = through(
        lambda k, m=mode: k.layers.Bidirectional(
            k.layers.GRU(4, return_sequences=True), merge_mode=m
        )
    )

FIXED |= {
    "Flatten": pooled(lambda k: k.layers.Flatten()),
    "Flatten, unmasked": pooled(lambda k: k.layers.Flatten(), masked=False),
    "Permute": through(lambda k: k.layers.Permute((2, 1))),
    "Reshape of a sequence": through(lambda k: k.layers.Reshape((3, 2 * DIM))),
    "LocallyConnected1D": pooled(lambda k: [k.layers.LocallyConnected1D(3, 2), k.layers.Flatten()]),
    "LSTM, unrolled": pooled(lambda k: k.layers.LSTM(4, unroll=True)),
    "LSTM, stateful": lambda k, length: k.Sequential(
        [
            k.layers.Embedding(VOCABULARY, DIM, batch_input_shape=(3, length)),
            k.layers.LSTM(4, stateful=True),
            last(k),
        ]
    ),
    "Embedding with input_length": lambda k, length: k.Sequential(
        [
            k.layers.Embedding(VOCABULARY, DIM, input_length=length),
            k.layers.Flatten(),
            k.layers.Dense(1, activation="sigmoid"),
        ]
    ),
    "PReLU of a sequence": through(lambda k: k.layers.PReLU()),
    "LayerNormalization over time": through(lambda k: k.layers.LayerNormalization(axis=[1, 2])),
    "Dot of sequences": merged(lambda k: k.layers.Dot(2), (True, True), sequence=False),
    "Dot over time": merged(lambda k: k.layers.Dot(1), (False, False)),
    "Conv2D": pooled(
        lambda k: [
            k.layers.Reshape((LENGTH, DIM, 1)),
            k.layers.Conv2D(3, (2, DIM), activation="relu"),
            k.layers.MaxPooling2D((2, 1)),
            k.layers.Flatten(),
        ]
    ),
    "SeparableConv2D": pooled(
        lambda k: [
            k.layers.Reshape((LENGTH, DIM, 1)),
            k.layers.SeparableConv2D(3, (2, 2)),
            k.layers.AveragePooling2D((2, 1)),
            k.layers.GlobalMaxPooling2D(),
        ]
    ),
    "DepthwiseConv2D": pooled(
        lambda k: [
            k.layers.Reshape((LENGTH, DIM, 1)),
            k.layers.DepthwiseConv2D((2, 2)),
            k.layers.GlobalAveragePooling2D(),
        ]
    ),
    "GroupNormalization of a sequence": through(
        lambda k: k.layers.GroupNormalization(2), masked=False
    ),
}


def tagger(make: Callable[[Keras], Any]) -> Build:
    """Layers that label every token."""
    return lambda keras, length: keras.Sequential(
        [keras.Input((length,)), embedding(keras), *make(keras), last(keras)]
    )


TAGGERS = {
    "tagging": tagger(lambda k: [k.layers.Bidirectional(k.layers.LSTM(4, return_sequences=True))]),
    "tagging, hard sigmoid": tagger(
        lambda k: [
            k.layers.GRU(4, return_sequences=True, recurrent_activation="hard_sigmoid"),
            k.layers.TimeDistributed(k.layers.Dense(3)),
        ]
    ),
    "tagging, attention": tagger(lambda k: [k.layers.Conv1D(4, 1)]),
}


RIGHT_PADDED = 10  # rows of `token_ids`, one of padding alone


def token_ids() -> np.ndarray:
    """Ids of texts, int32 (rows, LENGTH): padded on the right; then before and between, too."""
    random = np.random.default_rng(0)
    lengths = np.array([6, 5, 3, 1, 0, 2, 1, 4, 1, 2, 4, 2, 1])
    ids = random.integers(1, VOCABULARY, (len(lengths) + 4, LENGTH))
    kept = np.arange(LENGTH) < np.append(lengths, [LENGTH] * 4)[:, None]
    kept[RIGHT_PADDED : len(lengths)] = kept[RIGHT_PADDED : len(lengths), ::-1]
    kept[len(lengths) :] = random.random((4, LENGTH)) < 0.5
    return np.where(kept, ids, 0).astype("int32")


def alone(row: np.ndarray) -> np.ndarray:
    """A right-padded row without its padding, (1, tokens); of one of padding alone, one step."""
    return row[None, : max(1, np.count_nonzero(row))]


def forms() -> list[tuple[str, int | None, Build]]:
    """Every model: its name, the length that it is built for, and what builds it."""
    free = [(name, None, build) for name, build in {**CASES, **TAGGERS}.items()]
    in_steps = [
        (f"{name}, {LENGTH} steps", LENGTH, build)
        for name, build in CASES.items()
        if name.split()[-1] not in ACTIVATIONS
    ]
    return free + in_steps + [(name, LENGTH, build) for name, build in FIXED.items()]


def with_random_weights(model: Any) -> Any:
    """The model, each of whose weights matters."""
    random = np.random.default_rng(1)
    values = []
    for weight in model.weights:
        value = random.normal(scale=0.7, size=weight.shape)
        is_count = np.issubdtype(weight.dtype.as_numpy_dtype, np.integer)
        if is_count or "lookup" in weight.name:
            value = weight.numpy()
        elif "variance" in weight.name:
            value = np.abs(value) + 0.5
        values.append(value)
    model.set_weights(values)
    return model


def write(folder: Path) -> None:
    """Writes every model's files and what they answer, or why Keras 2 itself does not.

    `answers.npz` holds by "NUMBER.ENDING" the answers to all rows of `token_ids` of the model as
    Keras 2 reads it again, and by "NUMBER.alone.ROW" those to right-padded rows without padding.
    """
    import tf_keras as keras  # type: ignore[import-not-found]

    ids, answers, failures = token_ids(), {}, {}
    for number, (_, length, build) in enumerate(forms()):
        keras.backend.clear_session()
        try:
            model = with_random_weights(build(keras, length))
            if length is None:
                for place, row in enumerate(ids[:RIGHT_PADDED]):
                    answer = model(alone(row), training=False).numpy()[0]
                    answers[f"{number}.alone.{place}"] = answer.astype("float32")
        except Exception:
            failures[str(number)] = traceback.format_exc(limit=1)
            continue
        for ending in ("h5", "keras"):
            path = folder / f"{number}.{ending}"
            try:
                model.save(path)
                again = keras.models.load_model(path, compile=False, safe_mode=False)
                found = again(ids[: model.input_shape[0]], training=False).numpy()
                answers[f"{number}.{ending}"] = found.astype("float32")
            except Exception:
                failures[f"{number}.{ending}"] = traceback.format_exc(limit=1)
    np.savez(folder / "answers.npz", **answers)
    (folder / "failures.json").write_text(json.dumps(failures))


if __name__ == "__main__":
    write(Path(sys.argv[1]))
