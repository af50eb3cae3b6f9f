"""What a language model hands on to other tasks."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any, NamedTuple

import keras

from seqtasks.blocks.cells import cell_config
from seqtasks.blocks.embedding import TokenEmbedding
from seqtasks.blocks.encoder import RecurrentEncoder
from seqtasks.blocks.next_token import NextTokenNetwork
from seqtasks.errors import RunError
from seqtasks.tasks.language_model import LanguageModel
from seqtasks.tasks.loading import load
from seqtasks.tokenizers.base import Tokenizer


class Pretrained(NamedTuple):
    """Parts of a recurrent language model, as new layers with its weights.

    Attributes:
        tokenizer: of its text.
        embedding: `TokenEmbedding`.
        encoder: `RecurrentEncoder` in one direction, without state.
    """

    tokenizer: Tokenizer
    embedding: TokenEmbedding
    encoder: RecurrentEncoder


def load_pretrained(
    run: str | Path, *, word_dropout: float = 0.0, dropout: float = 0.0, variational: bool = False
) -> Pretrained:
    """The tokenizer, embedding and encoder of a language model's run (Dai & Le, 2015).

    Args:
        run: the run directory.
        word_dropout: of the embedding, in place of the language model's.
        dropout: of the embedding and the encoder, in place of the language model's; what that
            dropped within the recurrence, this does not.
        variational: likewise.

    Raises:
        RunError: it holds no run, or that of another task or of a model without recurrence.
    """
    task = load(run)
    network = task.model if isinstance(task, LanguageModel) else task
    if (
        not isinstance(task, LanguageModel)
        or not isinstance(network, NextTokenNetwork)
        or not isinstance(network.encoder, RecurrentEncoder)
    ):
        found = type(network).__name__
        raise RunError(
            f"`pretrained` must be the run of a recurrent language model. {run} holds: {found}"
        )
    rates = {"dropout": dropout, "variational": variational}
    cell: Any = network.encoder.cell  # a dataclass, as every description
    cell = dataclasses.replace(cell, recurrent_dropout=0.0, weight_drop=0.0)
    embedding = TokenEmbedding.from_config(
        network.embedding.get_config()
        | rates
        | {"embedding_dropout": 0.0, "word_dropout": word_dropout}
    )
    encoder = RecurrentEncoder.from_config(
        network.encoder.get_config() | cell_config(cell) | rates | {"return_state": False}
    )
    embedding.build((None, None))
    encoder.build((None, None, embedding.embedding_dim))
    for ours, theirs in ((embedding, network.embedding), (encoder, network.encoder)):
        _copy_weights(theirs, ours)
    return Pretrained(task.tokenizer, embedding, encoder)


def _copy_weights(source: keras.layers.Layer, target: keras.layers.Layer) -> None:
    pairs = zip(source.trainable_variables, target.trainable_variables, strict=True)
    for theirs, ours in pairs:
        ours.assign(theirs)
