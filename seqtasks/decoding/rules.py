"""What may be written next: a text of some length, without repeating itself."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import tensorflow as tf
from keras import ops

from seqtasks.blocks.encoder_decoder import DecodingState
from seqtasks.decoding.hypotheses import NEVER
from seqtasks.tensors import Tensor
from seqtasks.tokenizers.base import BOS_ID, EOS_ID, PAD_ID, Tokenizer


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What a text that is written must keep to; the defaults ask nothing.

    Attributes:
        min_length: tokens that can be seen, `<eos>` not counted, before the text may end.
        no_repeat_ngram_size: no sequence of so many tokens stands twice in a text (Paulus et al.,
            2018); 0 for any.
        repetition_penalty: log p of every token that the text holds already is multiplied by it
            (Keskar et al., 2019, eq. 1, of log p in place of logits); 1 changes nothing, more makes
            repeating rarer, less more frequent.

    Raises:
        ValueError: for a negative number, or a penalty that is not above 0.
    """

    min_length: int = 0
    no_repeat_ngram_size: int = 0
    repetition_penalty: float = 1.0

    def __post_init__(self) -> None:
        for name in ("min_length", "no_repeat_ngram_size"):
            value = getattr(self, name)
            if not isinstance(value, int) or value < 0:
                raise ValueError(f"`{name}` must be an int, 0 at least. Received: {name}={value!r}")
        if not 0.0 < self.repetition_penalty < math.inf:
            raise ValueError(
                "`repetition_penalty` must be finite and above 0. Received: "
                f"repetition_penalty={self.repetition_penalty!r}"
            )

    @property
    def looks_back(self) -> bool:
        """Whether it matters which tokens were written before."""
        return self.no_repeat_ngram_size > 0 or self.repetition_penalty != 1.0

    def apply(self, log_probs: Tensor, written: Tensor, visible: Tensor) -> Tensor:
        """log p of the next token of each text, as these rules leave it.

        Args:
            log_probs: float32 (batch, vocabulary_size), nats.
            written: int32 (batch, time), the text so far, its last token last, `<pad>` before its
                first one; without `<eos>`.
            visible: int32 (batch,), how many tokens that can be seen were written.

        Returns:
            float32 (batch, vocabulary_size), -inf for what the rules forbid. The others do not sum
            to one.
        """
        if self.repetition_penalty != 1.0:
            held = tf.gather(log_probs, written, batch_dims=1)
            log_probs = _with(log_probs, written, held * self.repetition_penalty)
        n = self.no_repeat_ngram_size
        length = written.shape[1]
        if n and (length is None or length >= n):
            before = _starts(
                written, n - 1
            )  # the n-1 tokens before each place, and before the next
            repeats = ops.all(ops.equal(before[:, :-1], before[:, -1:]), axis=2)
            # Nothing is lost where it is not so: no text holds `<pad>`.
            forbidden = ops.where(repeats, written[:, n - 1 :], PAD_ID)
            never = ops.full(ops.shape(forbidden), NEVER, dtype="float32")
            log_probs = _with(log_probs, forbidden, never)
        if not self.min_length:
            return log_probs
        is_short = visible < self.min_length
        is_end = ops.equal(ops.arange(log_probs.shape[-1]), EOS_ID)
        return tf.cond(  # of most steps nothing is short: the large table is left as it is
            ops.any(is_short),
            lambda: ops.where(ops.logical_and(is_short[:, None], is_end), NEVER, log_probs),
            lambda: log_probs,
        )


class Ruled:
    """A network that keeps to `Rules`; in all else it is that network.

    Its state holds what was written, so that whatever searches or draws keeps to them.

    Args:
        network: an `EncoderDecoder`, an `Ensemble`, or a language model as `Reading`.
        rules: one of them at least asks something.
        tokenizer: of what is written.
        max_length: tokens that are written at most.
    """

    def __init__(self, network: Any, rules: Rules, tokenizer: Tokenizer, max_length: int) -> None:
        self._network = network
        self._rules = rules
        self._tokenizer = tokenizer
        self._max_length = max_length

    def __getattr__(self, name: str) -> Any:
        return getattr(self._network, name)

    @functools.cached_property
    def _is_visible(self) -> np.ndarray[Any, Any]:
        """1 at each token that can be seen: int32 (vocabulary_size,); 0 where it does not matter.

        It is looked for in the first graph, not where a task is made: that happens at each start.
        """
        if not self._rules.min_length:
            return np.zeros(self._tokenizer.vocabulary_size, "int32")
        return visible_tokens(self._tokenizer).astype("int32")

    def start(self, memory: Any, mask: Tensor) -> DecodingState:
        """As of `EncoderDecoder`."""
        batch = ops.shape(mask)[0]
        return self._started(
            self._network.start(memory, mask),
            before=ops.zeros((batch, 0), dtype="int32"),
            last=ops.full((batch,), BOS_ID, dtype="int32"),
        )

    def after(self, state: Any, before: tf.RaggedTensor, last: Tensor) -> DecodingState:
        """The state of a language model that goes on with texts.

        Args:
            state: the language model's own, before the last token.
            before: int32 (batch, None), the tokens before that one.
            last: int32 (batch,), the last token; `<eos>` where there is none.
        """
        padded = tf.reverse(before[:, ::-1].to_tensor(PAD_ID), [1])  # on the left
        return self._started(DecodingState(fixed=(), carried=state), before=padded, last=last)

    def step(self, token_ids: Tensor, state: DecodingState) -> tuple[Tensor, Any, Tensor | None]:
        """As of `Steppable`, with log p as the rules leave it."""
        carried = _Carried(*state.carried)
        written = carried.written
        if self._rules.looks_back:
            # What stands before a text is no token of it, but it has a place: nothing repeats it.
            held = ops.where(ops.equal(token_ids, EOS_ID), BOS_ID, token_ids)
            written = ops.concatenate([written[:, 1:], held[:, None]], axis=1)
        visible = carried.visible + tf.gather(self._is_visible, token_ids)
        own = state._replace(carried=carried.own)
        log_probs, own, weights = self._network.step(token_ids, own)
        log_probs = self._rules.apply(log_probs, written, visible)
        return log_probs, own._replace(carried=(own.carried, written, visible)), weights

    def _started(self, state: DecodingState, *, before: Tensor, last: Tensor) -> DecodingState:
        """A state with the texts before a first step, which is given their last tokens."""
        width = self._max_length if self._rules.looks_back else 0
        room = ops.full((ops.shape(before)[0], width), PAD_ID, dtype="int32")
        written = ops.concatenate([room, before], axis=1) if width else room
        visible = -tf.gather(self._is_visible, last)  # of what is written, that one is none
        return state._replace(carried=(state.carried, written, visible))


class Reading:
    """A language model with the state that `Ruled` expects: all of it is carried.

    Args:
        network: its `step` takes and gives its own state.
    """

    def __init__(self, network: Any) -> None:
        self._network = network

    def step(self, token_ids: Tensor, state: DecodingState) -> tuple[Tensor, Any, Tensor | None]:
        """As of `Steppable`."""
        log_probs, carried, weights = self._network.step(token_ids, state.carried)
        return log_probs, state._replace(carried=carried), weights


class _Carried(NamedTuple):
    """What each step replaces.

    Attributes:
        own: what the network carries.
        written: of `Rules.apply`; of width 0 where the rules do not look back.
        visible: of `Rules.apply`.
    """

    own: Any
    written: Tensor
    visible: Tensor


def visible_tokens(tokenizer: Tokenizer) -> np.ndarray[Any, Any]:
    """Whether something is seen of each token where it stands alone: bool (vocabulary_size,)."""
    every = np.arange(tokenizer.vocabulary_size, dtype="int32")[:, None]
    with tf.init_scope():  # also where a graph is being made
        texts = tokenizer.decode(every).numpy()
    return np.array([bool(text.decode("utf-8", "replace").strip()) for text in texts])


def _with(log_probs: Tensor, token_ids: Tensor, values: Tensor) -> Tensor:
    """`log_probs` with other values (batch, n) at token_ids (batch, n)."""
    rows = ops.broadcast_to(ops.arange(ops.shape(token_ids)[0])[:, None], ops.shape(token_ids))
    places = ops.stack([rows, token_ids], axis=2)
    return tf.tensor_scatter_nd_update(log_probs, places, values)


def _starts(written: Tensor, number: int) -> Tensor:
    """`number` tokens from each place on, int32 (batch, time - number + 1, number)."""
    last = ops.shape(written)[1] - number + 1
    windows = [written[:, i : last + i] for i in range(number)]
    if windows:
        return ops.stack(windows, axis=2)
    return tf.zeros([ops.shape(written)[0], last, 0], tf.int32)
