"""From a Keras model that was built elsewhere to a run directory that is used like our own."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import keras

from seqtasks.blocks.imported import ImportedNetwork, Outputs
from seqtasks.blocks.imported_language import ImportedLanguageNetwork
from seqtasks.convert.keras_model import (
    answers_blank_texts,
    check_answers,
    check_ids,
    check_outputs,
    load_foreign_model,
    outputs_of,
)
from seqtasks.convert.vocabulary import ReadsText, Task, Vocabulary, read_vocabulary
from seqtasks.corpora.labels import normalize_label
from seqtasks.corpora.lines import read_lines
from seqtasks.errors import DataError, DataWarning, RunError
from seqtasks.export.directory import new_directory
from seqtasks.tasks.classifier import Classifier
from seqtasks.tasks.language_model import LanguageModel
from seqtasks.tasks.tagger import Tagger
from seqtasks.tokenizers.base import SPECIAL_TOKENS, Tokenizer

_MADE_UP = 20  # lines


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
        examples: raw lines on which an export is checked; none for lines of random known tokens.

    Returns:
        The task of the run.

    Raises:
        RunError: the model cannot be loaded (`load_keras_model`) or is of another form; its
            outputs are not what they are said to be; padding changes its answers, and there is no
            `length`; the output exists.
        DataError: vocabulary or labels do not fit the model.
    """
    reads = reads or ReadsText()
    if (labels is None) != (task == "language-model"):
        raise ValueError(f"`labels` are of all tasks but language models. Received: {labels!r}")
    model = load_foreign_model(file, task, reads)
    known_outputs = outputs or outputs_of(file, model)
    vocabulary = read_vocabulary(tokenizer, task, reads)
    check_ids(file, model, tokenizer, vocabulary.ids)
    if outputs is None:
        check_outputs(file, model, vocabulary.ids, known_outputs, reads.length)
    elif outputs == "probability" and model.output_shape[-1] != 1:
        raise RunError(
            f"{file}: one probability needs one output. Received: {model.output_shape[-1]}."
        )
    examples = examples or _made_up(vocabulary.tokenizer)
    imported: Classifier | Tagger | LanguageModel
    if labels is None:
        imported = _language_model(file, model, tokenizer, vocabulary, known_outputs, examples)
    else:
        network = _network(file, model, vocabulary.ids, known_outputs, reads, task)
        names = _read_labels(labels, network.num_classes)
        make = _tagger if task == "tagging" else _classifier
        imported = make(network, vocabulary.tokenizer, names, reads, examples)
    with new_directory(output) as partial:
        partial.mkdir()
        imported.save(partial)
    return imported


def _network(
    file: Path,
    model: keras.Model,
    ids: Sequence[int],
    outputs: Outputs,
    reads: ReadsText,
    task: Task,
) -> ImportedNetwork:
    """The network of a model with an answer to every text, one without tokens among them."""
    make = functools.partial(
        ImportedNetwork, model, ids, outputs=outputs, length=reads.length, padding=reads.padding
    )
    network = make()
    check_answers(file, network, ids, task)
    if task != "classification" or answers_blank_texts(file, network):
        return network
    warnings.warn(
        f"{file} gives no number for a text without tokens, a mean over none for example. Such a "
        "text is read as one unknown token.",
        DataWarning,
        stacklevel=3,
    )
    return make(blank_as_unknown=True)


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
    check_answers(file, network, vocabulary.ids, "language-model")
    return LanguageModel(network, vocabulary.tokenizer, examples=examples)


def _made_up(tokenizer: Tokenizer) -> list[str]:
    """Lines of known tokens: on unknown ones alone an export could answer whatever it likes."""
    random = Random(0)
    tokens = [token.replace("\u2581", "") for token in tokenizer.vocabulary[len(SPECIAL_TOKENS) :]]
    return [" ".join(random.choices(tokens, k=1 + n)) for n in range(_MADE_UP) if tokens]


def _read_labels(path: Path, count: int) -> list[str]:
    """The names of so many outputs, in normal form."""
    names = [normalize_label(line) for line in read_lines(path)]
    for number, name in enumerate(names, start=1):
        if not name or name in names[: number - 1]:
            raise DataError(
                f"{path}:{number}: a label must be new and not blank. Received: {name!r}"
            )
    if len(names) != count:
        raise DataError(
            f"{path} must have a line for each of the model's {count} outputs. "
            f"Received: {len(names)}."
        )
    return names
