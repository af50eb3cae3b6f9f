"""A Keras model that was built elsewhere, in the place of a network of ours."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Literal, TypeAlias, get_args

import keras
from keras import ops

from seqtasks.blocks.masks import lengths, padding_mask
from seqtasks.tensors import Tensor

Outputs: TypeAlias = Literal["logits", "probabilities", "probability"]
Side: TypeAlias = Literal["pre", "post"]

_PAD, _UNK, _EOS = 0, 1, 3  # of our tokenizers


@contextmanager
def masks_end_silently() -> Iterator[None]:
    """Keras' warning of each layer that ends a mask is left out.

    A stranger's model does what it did where it was trained: there, too, the mask ended.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".*does not support masking", UserWarning)
        yield


@keras.saving.register_keras_serializable(package="seqtasks")
class EachStep(keras.layers.Wrapper):
    """`TimeDistributed`, also in a graph for sequences of any length.

    There Keras 3.15's own answers for one step only.

    Masking: the mask goes on as it is.

    Args:
        layer: is called with each step of each row.

    Call arguments:
        inputs: float (batch, time, ...).

    Returns:
        (batch, time, ...).
    """

    def __init__(self, layer: keras.layers.Layer, **kwargs: Any) -> None:
        super().__init__(layer, **kwargs)
        self.supports_masking = True

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Builds the layer for one step."""
        super().build((input_shape[0], *input_shape[2:]))

    def call(self, inputs: Tensor, mask: Tensor | None = None) -> Tensor:
        """What the layer makes of every step; a mask changes nothing."""
        made = self.layer(ops.reshape(inputs, (-1, *inputs.shape[2:])))
        return ops.reshape(made, (*ops.shape(inputs)[:2], *made.shape[1:]))

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[Any, ...]:
        """The shape of the outputs."""
        of_step = self.layer.compute_output_shape((input_shape[0], *input_shape[2:]))
        return (*input_shape[:2], *of_step[1:])


@keras.saving.register_keras_serializable(package="seqtasks")
class DenseOfSteps(keras.layers.Dense):
    """What runs of older versions hold in the place of `TimeDistributed(Dense)`; see `EachStep`."""

    def call(self, inputs: Tensor, training: bool | None = None, mask: Tensor | None = None) -> Any:
        """The layer's outputs; a mask changes nothing."""
        return super().call(inputs, training=training)


@keras.saving.register_keras_serializable(package="seqtasks")
class ImportedNetwork(keras.Model):
    """Gives a stranger's model its own token ids, and takes log p from its outputs.

    The model reads ids as it was trained to: its own numbers, no `<eos>` unless it knows one, and
    padding where and as much as it is used to.

    Args:
        model: from token ids (batch, time) to (batch, num_classes), or of a tagger to (batch, time,
            num_labels).
        ids: the model's id of each id of our tokenizer; that of padding also for `<bos>` and
            `<eos>`, which are dropped, if the model does not know them.
        outputs: what the model gives: `"probabilities"`, `"logits"`, or one `"probability"`, of the
            second of two classes.
        length: the ids that each row is brought to; None for those of the longest text.
        padding: `"pre"` or `"post"`, as in `keras.utils.pad_sequences`.
        blank_as_unknown: give a model that has no answer to padding alone, as a mean over no token
            is none, one unknown token for a text without any.

    Call arguments:
        inputs: int32 (batch, time), ids of our tokenizer, each row with one token at least; of a
            tagger in a dict as `words`.

    Returns:
        log p, or what differs from it by a constant: float32, of the shape of the model's outputs.

    Raises:
        ValueError: for unknown `outputs` or `padding`, or a `length` below 1.
    """

    crf = intent_head = None  # which the networks of taggers may have
    num_intents = 0
    scoring_layers: Mapping[str, tuple[keras.layers.Layer, ...]] = {}  # by temperature: it has none

    def __init__(
        self,
        model: keras.Model,
        ids: Sequence[int],
        *,
        outputs: Outputs = "probabilities",
        length: int | None = None,
        padding: Side = "post",
        blank_as_unknown: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        for name, value, choices in (("outputs", outputs, Outputs), ("padding", padding, Side)):
            if value not in get_args(choices):
                expected = ", ".join(map(repr, get_args(choices)))
                raise ValueError(f"`{name}` must be one of {expected}. Received: {value!r}")
        if length is not None and (not isinstance(length, int) or length < 1):
            raise ValueError(f"`length` must be a positive int. Received: length={length!r}")
        self.model = model
        self.ids = tuple(map(int, ids))
        self.outputs = outputs
        self.length = length
        self.padding = padding
        self.blank_as_unknown = blank_as_unknown
        self.head = keras.layers.Identity(name="head")
        self.built = True

    @property
    def num_classes(self) -> int:
        """The number of classes."""
        return self.feature_dim

    @property
    def num_labels(self) -> int:
        """The number of labels."""
        return self.feature_dim

    @property
    def feature_dim(self) -> int:
        """The number of classes or labels."""
        return 2 if self.outputs == "probability" else int(self.model.output_shape[-1])

    @property
    def vocabulary_sizes(self) -> dict[str, int]:
        """The tokens that the network knows, by the name of a tagger's tokenizer."""
        return {"words": len(self.ids)}

    @property
    def vocabulary_size(self) -> int:
        """The tokens that the network knows."""
        return len(self.ids)

    def call(self, inputs: Any, training: bool = False) -> Tensor:
        """The scores; see the class."""
        return self.features(inputs, training=training)

    def features(self, inputs: Any, training: bool = False) -> Tensor:
        """The scores; see the class."""
        of_words = isinstance(inputs, Mapping)
        given = self._words(inputs) if of_words else self._tokens(inputs)
        with masks_end_silently():
            outputs = ops.cast(self.model(given, training=training), "float32")
        if self.outputs == "logits":
            return outputs
        if self.outputs == "probability":
            outputs = ops.concatenate([1.0 - outputs, outputs], axis=-1)
        return ops.log(ops.maximum(outputs, keras.config.epsilon()))

    def mask(self, inputs: Mapping[str, Tensor]) -> Tensor:
        """True at a word: bool (batch, time)."""
        return padding_mask(inputs["words"])

    def _words(self, inputs: Mapping[str, Tensor]) -> Tensor:
        """The model's ids of words, one a step."""
        return ops.take(ops.array(self.ids, "int32"), inputs["words"])

    def _tokens(self, token_ids: Tensor) -> Tensor:
        """The model's ids of tokens, padded as it is used to."""
        token_ids = ops.cast(token_ids, "int32")
        real = padding_mask(token_ids)
        if self.ids[_EOS] == self.ids[_PAD]:
            real = ops.logical_and(real, ops.not_equal(token_ids, _EOS))
        if self.blank_as_unknown:
            is_first = ops.arange(ops.shape(real)[1]) == 0
            put = ops.logical_and(is_first, ops.logical_not(ops.any(real, axis=1, keepdims=True)))
            token_ids, real = ops.where(put, _UNK, token_ids), ops.logical_or(real, put)
        counts = lengths(real)[:, None]
        length = self.length or ops.maximum(ops.max(counts), 1)
        start = length - counts if self.padding == "pre" else ops.zeros_like(counts)
        places = ops.arange(length)[None] - start  # of the model's steps in our row
        size = ops.shape(token_ids)[1]
        within = ops.logical_and(places >= 0, places < size)
        token_ids = ops.where(real, token_ids, _PAD)
        token_ids = ops.take_along_axis(token_ids, ops.clip(places, 0, size - 1), axis=1)
        return ops.take(ops.array(self.ids, "int32"), ops.where(within, token_ids, _PAD))

    def get_config(self) -> dict[str, Any]:
        """The arguments that make this network again."""
        return {
            **super().get_config(),
            "model": keras.saving.serialize_keras_object(self.model),
            "ids": list(self.ids),
            "outputs": self.outputs,
            "length": self.length,
            "padding": self.padding,
            "blank_as_unknown": self.blank_as_unknown,
        }

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Any = None) -> ImportedNetwork:
        """The network of `get_config`."""
        model = keras.saving.deserialize_keras_object(config["model"], custom_objects)
        return cls(**{**config, "model": model})
