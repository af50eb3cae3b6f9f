"""A model that was built elsewhere: whether a task can be made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from seqtasks.blocks.imported import EachStep, Outputs, masks_end_silently
from seqtasks.convert.vocabulary import ReadsText, Task
from seqtasks.errors import DataError, RunError
from seqtasks.storage.keras_files import cause, load_keras_model
from seqtasks.tokenizers.base import EOS_ID, PAD_ID

_LENGTHS = (1, 1, 1, 1, 2, 2, 3, 5, 8)  # of the texts that a model is tried with


def load_foreign_model(file: Path, task: Task, reads: ReadsText) -> keras.Model:
    """The model of a file, if it goes from token ids to scores as the task needs.

    Raises:
        RunError: it cannot be loaded (`load_keras_model`) or is of another form.
    """
    model = _without_time_distributed(load_keras_model(file))
    _check_form(file, model, task, reads)
    return model


def _without_time_distributed(model: keras.Model) -> keras.Model:
    """The model with `EachStep` where it has `TimeDistributed`."""

    def copy(layer: keras.layers.Layer) -> keras.layers.Layer:
        if isinstance(layer, keras.layers.TimeDistributed):
            return EachStep.from_config(layer.get_config())
        return type(layer).from_config(layer.get_config())

    if not any(isinstance(layer, keras.layers.TimeDistributed) for layer in _layers(model)):
        return model
    with masks_end_silently():
        plain = keras.models.clone_model(model, clone_function=copy, recursive=True)
    plain.set_weights(model.get_weights())
    return plain


def _check_form(file: Path, model: keras.Model, task: Task, reads: ReadsText) -> None:
    """Raises RunError unless the model goes from ids to scores as the task needs."""
    rank = 2 if task == "classification" else 3
    try:
        given, made = model.input_shape, model.output_shape
    except AttributeError as error:
        raise RunError(
            f"{file} must hold a Sequential or functional model that begins with keras.Input. "
            f"Received: a {type(model).__name__} without."
        ) from error
    if not (isinstance(given, tuple) and len(given) == 2):
        raise RunError(
            f"{file} must read token ids (batch, time) and nothing else. Received: inputs of shape "
            f"{given}."
        )
    if given[0] is not None:
        raise RunError(
            f"{file} must read batches of any size. Received: {given[0]} texts, always. Build it "
            "with keras.Input((None,)), and layers without stateful=True."
        )
    if keras.backend.standardize_dtype(model.inputs[0].dtype) == "string":
        raise RunError(
            f"{file} must read token ids. Received: a model that reads strings; save what comes "
            "after its TextVectorization layer, and give that layer's vocabulary as tokenizer."
        )
    if not (isinstance(made, tuple) and len(made) == rank):
        expected = {
            "classification": "(batch, num_classes)",
            "tagging": "(batch, time, num_labels)",
            "language-model": "(batch, time, num_tokens)",
        }[task]
        raise RunError(f"{file}: {task} needs outputs {expected}. Received: shape {made}.")
    if rank == 3 and (reads.length or given[1] is not None):
        raise RunError(
            f"{file}: for {task} it must take texts of any length. Received: "
            f"{reads.length or given[1]} steps, always. Build it with keras.Input((None,))."
        )
    if given[1] is not None and reads.length != given[1]:
        raise RunError(f"{file} reads {given[1]} ids, always: give --length {given[1]}.")


def outputs_of(file: Path, model: keras.Model) -> Outputs:
    """What the model gives, by its last activation."""
    last = model.layers[-1]
    while hasattr(last, "layer"):  # TimeDistributed and the like
        last = last.layer
    activation = getattr(getattr(last, "activation", None), "__name__", type(last).__name__.lower())
    if activation == "softmax":
        return "probabilities"
    if activation == "sigmoid" and model.output_shape[-1] == 1:
        return "probability"
    if activation == "linear" and model.output_shape[-1] > 1:
        return "logits"
    raise RunError(
        f"{file}: the outputs must be probabilities of a softmax, logits, or the probability of "
        f"one sigmoid. Received: {model.output_shape[-1]} of {activation!r}; say what they are "
        "with --outputs."
    )


def check_ids(file: Path, model: keras.Model, tokenizer: Path, ids: Sequence[int]) -> None:
    """Raises DataError for ids that the model's embedding does not have."""
    for layer in _layers(model):
        if isinstance(layer, keras.layers.Embedding):
            if max(ids) >= layer.input_dim:
                raise DataError(
                    f"{tokenizer} has {max(ids) + 1:,} tokens, but {layer.name!r} in {file} knows "
                    f"{layer.input_dim:,}: they must be of one model."
                )
            return


def _layers(model: keras.Model) -> Iterator[keras.layers.Layer]:
    """The layers of a model, and of the models that it is made of."""
    for layer in model.layers:
        yield from _layers(layer) if isinstance(layer, keras.Model) else (layer,)


def check_outputs(
    file: Path, model: keras.Model, ids: Sequence[int], outputs: Outputs, length: int | None
) -> None:
    """Raises RunError if the numbers of a text are not what the last activation says.

    What stands behind the last layer, such as `keras.ops.softmax`, is no layer.
    """
    if outputs == "probability":
        return
    text = np.resize(_known(ids), (1, length or 5)).astype("int32")
    scores = np.asarray(_called(file, lambda: model(text)))
    sums_to_one = scores.min() >= 0 and np.allclose(scores.sum(-1), 1.0, atol=1e-3)
    if sums_to_one != (outputs == "probabilities"):
        raise RunError(
            f"{file}: its last layer gives {outputs}, but its scores are "
            f"{'probabilities' if sums_to_one else 'none'}. Say what they are with --outputs."
        )


def _known(ids: Sequence[int]) -> list[int]:
    """The model's ids without that of padding."""
    return [i for i in ids if i != ids[PAD_ID]]


def _called(file: Path, call: Callable[[], Any]) -> Any:
    """What the model answers; RunError if it cannot."""
    try:
        with masks_end_silently():
            return call()
    except Exception as error:  # layers raise whatever they like
        raise RunError(f"{file} cannot answer a text of token ids: {cause(error)}") from error


def check_answers(file: Path, network: keras.Model, ids: Sequence[int], task: Task) -> None:
    """Raises RunError if a text has no answer, or one that depends on what stands beside it.

    What stands beside a text is padding, and of a language model what comes after it. In a graph
    for texts of any length the answers must be the same, too.
    """
    random = np.random.default_rng(0)
    known = np.flatnonzero(np.asarray(ids) != ids[PAD_ID]).astype("int32")
    texts = [random.choice(known, length) for length in _LENGTHS]
    beside = random.choice(known, (len(texts), max(_LENGTHS) + 3))
    if task != "language-model":
        beside = np.zeros_like(beside)
    for row, text in zip(beside, texts, strict=True):
        row[: len(text)] = text

    def answer(token_ids: Any) -> Any:
        return network({"words": token_ids} if task == "tagging" else token_ids)

    in_graph = tf.function(
        answer, input_signature=[tf.TensorSpec((None, None), tf.int32)], autograph=False
    )
    alone, outside, together = _called(
        file,
        lambda: (
            [np.asarray(in_graph(text[None]))[0] for text in texts],
            [np.asarray(answer(text[None]))[0] for text in texts[-2:]],
            np.asarray(in_graph(beside)),
        ),
    )
    if not all(np.isfinite(scores).all() for scores in alone):
        raise RunError(
            f"{file} gives no number for a text of known tokens: its weights are damaged."
        )
    if not _all_close(alone[-2:], outside):
        raise RunError(
            f"{file} answers otherwise in a graph for texts of any length than outside of one: a "
            "layer of it needs a known length."
        )
    if task != "classification":
        together = [scores[: len(text)] for scores, text in zip(together, texts, strict=True)]
    if _all_close(alone, together):
        return
    if task == "language-model":
        raise RunError(
            f"{file} sees what it is to predict: its scores at a token change with the tokens "
            "after it. A language model reads in one direction."
        )
    mend = "Build its Embedding with mask_zero=True"
    if task == "classification":
        mend = "Give --length, the ids that every text had in training"
    raise RunError(
        f"{file} answers otherwise where a text is padded, so that its answer would depend on "
        f"the texts beside it. {mend}."
    )


def _all_close(ours: Sequence[Any], theirs: Sequence[Any]) -> bool:
    return all(
        one.shape == other.shape and np.allclose(one, other, rtol=1e-3, atol=1e-4)
        for one, other in zip(ours, theirs, strict=True)
    )


def answers_blank_texts(file: Path, network: keras.Model) -> bool:
    """Whether a classifier gives numbers for a text without tokens, which it reads as padding."""
    blank = np.array([[EOS_ID]], "int32")
    return bool(np.isfinite(np.asarray(_called(file, lambda: network(blank)))).all())
