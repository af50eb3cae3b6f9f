"""From a Keras model that was built elsewhere to a run directory that is used like our own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias

import keras
import numpy as np
import tensorflow as tf

from seqtasks.blocks.imported import DenseOfSteps, ImportedNetwork, Outputs, Side
from seqtasks.blocks.imported_language import ImportedLanguageNetwork
from seqtasks.corpora.lines import read_lines
from seqtasks.errors import DataError, RunError
from seqtasks.export.directory import new_directory
from seqtasks.tasks.classifier import Classifier
from seqtasks.tasks.files import read_description
from seqtasks.tasks.keras_files import load_keras_model
from seqtasks.tasks.language_model import LanguageModel
from seqtasks.tasks.tagger import Tagger
from seqtasks.tokenizers.base import (
    PAD_ID,
    SPECIAL_TOKENS,
    Tokenizer,
)
from seqtasks.tokenizers.character import CharacterTokenizer
from seqtasks.tokenizers.features import WholeTokenizer
from seqtasks.tokenizers.loading import load_tokenizer
from seqtasks.tokenizers.word import WordTokenizer

Task: TypeAlias = Literal["classification", "tagging", "language-model"]
Tokens: TypeAlias = Literal["words", "spaces", "characters"]

_PADDINGS = ("", "<pad>", "[PAD]", "<PAD>")
_UNKNOWNS = ("<unk>", "[UNK]", "<UNK>", "[OOV]", "<OOV>", "<oov>")
_STARTS = ("<bos>", "<s>", "[START]", "[BOS]", "<start>")
_ENDS = ("<eos>", "</s>", "[END]", "[EOS]", "<end>")


class Vocabulary(NamedTuple):
    """A tokenizer of ours, and what the model has for each of its ids.

    Attributes:
        tokenizer: ours.
        ids: the model's id, as input.
        columns: the model's output, of a language model; None where it has none.
    """

    tokenizer: Tokenizer
    ids: Sequence[int]
    columns: Sequence[int | None] = ()


class ReadsText(NamedTuple):
    """How the model's text became ids where it was trained.

    Attributes:
        tokens: `"words"` by our rule, what stands between `"spaces"`, or `"characters"`.
        lowercase: whether the text is mapped to lower case.
        length: ids of a text, always; None for as many as it has.
        padding: where shorter texts are padded, as in `keras.utils.pad_sequences`.
        truncating: where longer texts are cut.
    """

    tokens: Tokens = "words"
    lowercase: bool = False
    length: int | None = None
    padding: Side = "post"
    truncating: Side = "post"


def import_model(
    file: Path,
    output: Path,
    *,
    task: Task,
    tokenizer: Path,
    labels: Path | None = None,
    reads: ReadsText | None = None,
    outputs: Outputs | None = None,
    examples: Sequence[str] = (),
) -> Classifier | Tagger | LanguageModel:
    """Writes the run directory of a model that Keras saved elsewhere.

    Args:
        file: `.keras` or `.h5`; from token ids (batch, time) to scores of classes (batch,
            num_classes), for `"tagging"` of labels (batch, time, num_labels), for
            `"language-model"` of the next token (batch, time, num_tokens).
        output: the run directory; does not exist yet.
        task: `"classification"`, `"tagging"` or `"language-model"`.
        tokenizer: the model's vocabulary, a token a line in the order of its ids, with one for
            padding and one for unknown tokens, and of a language model one for the end of a line;
            or a run of ours whose tokenizer it was trained with.
        labels: the names of the model's outputs, a line each, in their order; None for a language
            model, whose outputs are its tokens.
        reads: how text became ids.
        outputs: what the model gives; None to see it from its last activation.
        examples: raw lines on which an export is checked.

    Returns:
        The task of the run.

    Raises:
        RunError: the model cannot be loaded (`load_keras_model`) or is of another form; padding
            changes its answers, and there is no `length`; the output exists.
        DataError: vocabulary or labels do not fit the model.
    """
    reads = reads or ReadsText()
    if (labels is None) != (task == "language-model"):
        raise ValueError(f"`labels` are of all tasks but language models. Received: {labels!r}")
    model = _without_time_distributed(load_keras_model(file))
    _check_form(file, model, task, reads)
    known_outputs = outputs or _outputs_of(file, model)
    vocabulary = _vocabulary(tokenizer, task, reads)
    _check_ids(file, model, tokenizer, vocabulary.ids)
    imported: Classifier | Tagger | LanguageModel
    if labels is None:
        imported = _language_model(file, model, tokenizer, vocabulary, known_outputs, examples)
    else:
        network = ImportedNetwork(
            model, vocabulary.ids, outputs=known_outputs, length=reads.length, padding=reads.padding
        )
        _check_answers(file, network, vocabulary.ids, task)
        names = _read_labels(labels, network.num_classes)
        make = _tagger if task == "tagging" else _classifier
        imported = make(network, vocabulary.tokenizer, names, reads, examples)
    with new_directory(output) as partial:
        partial.mkdir()
        imported.save(partial)
    return imported


def _classifier(
    network: ImportedNetwork,
    tokenizer: Tokenizer,
    names: Sequence[str],
    reads: ReadsText,
    examples: Sequence[str],
) -> Classifier:
    return Classifier(
        network,
        tokenizer,
        names,
        max_length=reads.length and reads.length + 1,  # and <eos>, which is dropped
        keep="tail" if reads.truncating == "pre" else "head",
        examples=examples,
    )


def _tagger(
    network: ImportedNetwork,
    tokenizer: Tokenizer,
    names: Sequence[str],
    reads: ReadsText,
    examples: Sequence[str],
) -> Tagger:
    splitting: Any = "words" if reads.tokens == "words" else "spaces"
    return Tagger(network, {"words": tokenizer}, names, splitting=splitting, examples=examples)


def _language_model(
    file: Path,
    model: keras.Model,
    path: Path,
    vocabulary: Vocabulary,
    outputs: Outputs,
    examples: Sequence[str],
) -> LanguageModel:
    """The task, if the model scores each token of the vocabulary from those before it alone."""
    expected = 1 + max(column for column in vocabulary.columns if column is not None)
    if model.output_shape[-1] != expected:
        raise DataError(
            f"{path} must have a token for each of the {model.output_shape[-1]:,} outputs of "
            f"{file}. Received: {expected:,}."
        )
    network = ImportedLanguageNetwork(model, vocabulary.ids, vocabulary.columns, outputs=outputs)
    _check_answers(file, network, vocabulary.ids, "language-model")
    return LanguageModel(network, vocabulary.tokenizer, examples=examples)


def _without_time_distributed(model: keras.Model) -> keras.Model:
    """The model with `DenseOfSteps` where it has `TimeDistributed(Dense)`."""

    def replaced(layer: keras.layers.Layer) -> bool:
        return isinstance(layer, keras.layers.TimeDistributed) and isinstance(
            layer.layer, keras.layers.Dense
        )

    def copy(layer: keras.layers.Layer) -> keras.layers.Layer:
        if replaced(layer):
            return DenseOfSteps.from_config(layer.layer.get_config())
        return type(layer).from_config(layer.get_config())

    if not any(map(replaced, model.layers)):
        return model
    plain = keras.models.clone_model(model, clone_function=copy)
    plain.set_weights(model.get_weights())
    return plain


def _check_form(file: Path, model: keras.Model, task: Task, reads: ReadsText) -> None:
    """Raises RunError unless the model goes from ids to scores as the task needs."""
    rank = 2 if task == "classification" else 3
    try:
        given, made = model.input_shape, model.output_shape
    except AttributeError as error:
        raise RunError(
            f"{file} must hold a Sequential or functional model. Received: {type(model).__name__}."
        ) from error
    if not (isinstance(given, tuple) and len(given) == 2):
        raise RunError(
            f"{file} must read token ids (batch, time) and nothing else. Received: inputs of shape "
            f"{given}."
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


def _outputs_of(file: Path, model: keras.Model) -> Outputs:
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


def _read_labels(path: Path, count: int) -> list[str]:
    """The names of so many outputs."""
    names = list(read_lines(path))
    for number, name in enumerate(names, start=1):
        if not name.strip() or name in names[: number - 1]:
            raise DataError(
                f"{path}:{number}: a label must be new and no blank. Received: {name!r}"
            )
    if len(names) != count:
        raise DataError(
            f"{path} must have a line for each of the model's {count} outputs. "
            f"Received: {len(names)}."
        )
    return names


def _vocabulary(path: Path, task: Task, reads: ReadsText) -> Vocabulary:
    """The tokenizer of a run or of the vocabulary in a file."""
    if path.is_dir():
        name = "words" if task == "tagging" else "text"
        names = read_description(path).tokenizers
        if name not in names:
            raise RunError(f"{path} must have a tokenizer {name!r}. Received: {', '.join(names)}.")
        tokenizer = load_tokenizer(path / "assets", name)
        ids = list(range(tokenizer.vocabulary_size))
        return Vocabulary(tokenizer, ids, ids)
    tokens = list(read_lines(path))
    ids = list(range(len(tokens)))
    columns: Sequence[int | None] = ids
    if tokens[: len(SPECIAL_TOKENS)] != list(SPECIAL_TOKENS):
        arranged = _for_language if task == "language-model" else _for_labels
        tokens, ids, columns = arranged(path, tokens)
    try:
        tokenizer = _tokenizer(tokens, task, reads)
    except ValueError as error:
        raise DataError(f"{path}: {error}") from None
    return Vocabulary(tokenizer, ids, columns)


def _tokenizer(tokens: Sequence[str], task: Task, reads: ReadsText) -> Tokenizer:
    if task == "tagging":
        return WholeTokenizer(tokens, lowercase=reads.lowercase)
    if reads.tokens == "characters":
        return CharacterTokenizer(tokens, lowercase=reads.lowercase)
    return WordTokenizer(tokens, lowercase=reads.lowercase, rule=reads.tokens)


def _for_labels(path: Path, tokens: list[str]) -> tuple[list[str], list[int], list[int | None]]:
    """The tokens in our order and the places where they stood; no `<bos>` and no `<eos>`."""
    padding, unknown = _padding_and_unknown(path, tokens)
    others = [i for i in range(len(tokens)) if i not in (padding, unknown)]
    ids = [padding, unknown, padding, padding, *others]
    return [*SPECIAL_TOKENS, *(tokens[i] for i in others)], ids, []


def _for_language(path: Path, tokens: list[str]) -> tuple[list[str], list[int], list[int | None]]:
    """The same with a token for the end of a line, and what the model reads before a line."""
    padding, unknown = _padding_and_unknown(path, tokens)
    end = _place_of(path, tokens, "the end of a line", _ENDS)
    start = next((tokens.index(name) for name in _STARTS if name in tokens), None)
    others = [i for i in range(len(tokens)) if i not in (padding, unknown, start, end)]
    before = end if start is None else start
    return (
        [*SPECIAL_TOKENS, *(tokens[i] for i in others)],
        [padding, unknown, before, before, *others],
        [padding, unknown, start, end, *others],
    )


def _padding_and_unknown(path: Path, tokens: list[str]) -> tuple[int, int]:
    return (
        _place_of(path, tokens, "padding", _PADDINGS),
        _place_of(path, tokens, "unknown tokens", _UNKNOWNS),
    )


def _place_of(path: Path, tokens: Sequence[str], kind: str, names: Sequence[str]) -> int:
    """The line, from 0, of the first of some names."""
    for place, token in enumerate(tokens):
        if token in names:
            return place
    raise DataError(
        f"{path} must hold, in the order of the model's ids, a line for {kind}: one of "
        f"{', '.join(map(repr, names))}. Received: none of them in {len(tokens):,} lines."
    )


def _check_answers(file: Path, network: keras.Model, ids: Sequence[int], task: Task) -> None:
    """Raises RunError if the answer to a text depends on what stands beside it, or on the graph.

    What stands beside a text is padding, and of a language model what comes after it.
    """
    known = [i for i, given in enumerate(ids) if given != ids[PAD_ID]]
    text = np.resize(known, 5).astype("int32")[None]
    longer = np.resize(known[::-1], (1, 3)).astype("int32")
    if task != "language-model":
        longer = np.zeros_like(longer)
    beside = np.concatenate([np.concatenate([text, longer], 1), np.resize(text, (1, 8))])

    def answer(token_ids: Any) -> Any:
        return network({"words": token_ids} if task == "tagging" else token_ids)[0]

    for_all = tf.function(
        answer, input_signature=[tf.TensorSpec((None, None), tf.int32)], autograph=False
    )
    alone, in_graph, padded = (np.asarray(a) for a in (answer(text), for_all(text), answer(beside)))
    if alone.shape != in_graph.shape or not np.allclose(alone, in_graph, rtol=1e-3, atol=1e-4):
        raise RunError(
            f"{file} answers otherwise in a graph for texts of any length than outside of one: a "
            "layer of it, such as TimeDistributed, needs a known length."
        )
    if np.allclose(alone, padded[: len(alone)], rtol=1e-3, atol=1e-4):
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


def _check_ids(file: Path, model: keras.Model, tokenizer: Path, ids: Sequence[int]) -> None:
    """Raises DataError for ids that the model's embedding does not have."""
    for layer in model.layers:
        if isinstance(layer, keras.layers.Embedding):
            if max(ids) >= layer.input_dim:
                raise DataError(
                    f"{tokenizer} has {max(ids) + 1:,} tokens, but {layer.name!r} in {file} knows "
                    f"{layer.input_dim:,}: they must be of one model."
                )
            return
