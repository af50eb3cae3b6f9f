"""A stranger's language model in the place of our own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, get_args

import keras
from keras import ops

from seqtasks.blocks.imported import Outputs, masks_end_silently
from seqtasks.tensors import Tensor

NEVER = -1e9  # the score of a token that the model does not have


class History(NamedTuple):
    """What has been read of each row.

    Attributes:
        token_ids: int32 (batch, memory), the last tokens, from the left on.
        num_tokens: int32 (batch,), how many there are.
    """

    token_ids: Tensor
    num_tokens: Tensor


@keras.saving.register_keras_serializable(package="seqtasks")
class ImportedLanguageNetwork(keras.Model):
    """Gives a stranger's language model its own token ids, and takes log p of ours from its scores.

    Its model keeps no state that we could hand from step to step: the state is what has been read,
    and is read again with every step. A text is scored at once.

    Args:
        model: causal, from token ids (batch, time) to scores of the next token (batch, time,
            num_tokens).
        ids: the model's id of each id of our tokenizer, as input.
        columns: the model's output for each id of our tokenizer; None where it has none.
        outputs: what the model gives: `"probabilities"` or `"logits"`.
        memory: tokens that are read again with every step at most, the last ones.

    Call arguments:
        inputs: int32 (batch, time), each row from the token before its first label on.

    Returns:
        log p, or what differs from it by a constant, of the token after each position: float32
        (batch, time, vocabulary_size).

    Raises:
        ValueError: for unknown `outputs`, or a `memory` below 1.
    """

    def __init__(
        self,
        model: keras.Model,
        ids: Sequence[int],
        columns: Sequence[int | None],
        *,
        outputs: Outputs = "probabilities",
        memory: int = 128,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if outputs not in get_args(Outputs)[:2]:
            raise ValueError(
                f"`outputs` must be 'logits' or 'probabilities'. Received: {outputs!r}"
            )
        if not isinstance(memory, int) or memory < 1:
            raise ValueError(f"`memory` must be a positive int. Received: memory={memory!r}")
        self.model = model
        self.ids = tuple(map(int, ids))
        self.columns = tuple(columns)
        self.outputs = outputs
        self.memory = memory
        self.head = keras.layers.Identity(name="head")
        self.built = True

    @property
    def vocabulary_size(self) -> int:
        """The tokens that the network knows."""
        return len(self.ids)

    def call(self, inputs: Tensor, training: bool = False) -> Tensor:
        """The scores after every position; see the class."""
        return self.features(inputs, training=training)

    def features(self, inputs: Tensor, training: bool = False) -> Tensor:
        """The scores; see the class."""
        given = ops.take(ops.array(self.ids, "int32"), ops.cast(inputs, "int32"))
        with masks_end_silently():
            scores = ops.cast(self.model(given, training=training), "float32")
        if self.outputs == "probabilities":
            scores = ops.log(ops.maximum(scores, keras.config.epsilon()))
        missing = [column is None for column in self.columns]
        ours = ops.take(scores, ops.array([c or 0 for c in self.columns], "int32"), axis=-1)
        return ops.where(ops.array(missing), NEVER, ours)

    def read(
        self, inputs: Tensor, state: History, *, mask: Tensor | None = None, training: bool = False
    ) -> tuple[Tensor, History]:
        """Reads a segment of texts; see `NextTokenNetwork.read`."""
        batch_size, time = ops.shape(inputs)
        if mask is None:
            mask = ops.ones((batch_size, time), dtype="bool")
        before = ops.arange(self.memory)[None] < state.num_tokens[:, None]
        is_read = ops.concatenate([before, mask], axis=1)
        tokens = ops.concatenate([state.token_ids, ops.cast(inputs, "int32")], axis=1)
        places = ops.arange(self.memory + time)[None]  # those of tokens first, in their order
        order = ops.argsort(ops.where(is_read, places, places + self.memory + time), axis=1)
        tokens = ops.take_along_axis(ops.where(is_read, tokens, 0), order, axis=1)
        scores = self.features(tokens, training=training)
        new = state.num_tokens[:, None] + ops.arange(time)[None]
        scores = ops.take_along_axis(scores, new[:, :, None], axis=1)
        count = ops.sum(ops.cast(is_read, "int32"), axis=1)
        last = ops.maximum(count - self.memory, 0)[:, None] + ops.arange(self.memory)[None]
        kept = ops.take_along_axis(tokens, last, axis=1)
        return scores, History(kept, ops.minimum(count, self.memory))

    def zero_state(self, batch_size: Tensor | int) -> History:
        """Nothing read."""
        return History(
            ops.zeros((batch_size, self.memory), dtype="int32"),
            ops.zeros((batch_size,), dtype="int32"),
        )

    def step(self, token_ids: Tensor, state: History) -> tuple[Tensor, History, None]:
        """One step of reading or writing; see `NextTokenNetwork.step`."""
        scores, state = self.read(token_ids[:, None], state)
        return ops.log_softmax(scores[:, 0]), state, None

    def get_config(self) -> dict[str, Any]:
        """The arguments that make this network again."""
        return {
            **super().get_config(),
            "model": keras.saving.serialize_keras_object(self.model),
            "ids": list(self.ids),
            "columns": list(self.columns),
            "outputs": self.outputs,
            "memory": self.memory,
        }

    @classmethod
    def from_config(
        cls, config: dict[str, Any], custom_objects: Any = None
    ) -> ImportedLanguageNetwork:
        """The network of `get_config`."""
        model = keras.saving.deserialize_keras_object(config["model"], custom_objects)
        return cls(**{**config, "model": model})
