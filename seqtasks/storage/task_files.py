"""The files of a task in its directory: `task.json`, `model.keras`, `assets/`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import keras

from seqtasks.corpora.labels import normalize_label
from seqtasks.errors import RunError
from seqtasks.files import JSON_DECODER, lies_in, write_by, write_whole
from seqtasks.storage.keras_files import load_keras_model
from seqtasks.tokenizers.base import Tokenizer
from seqtasks.tokenizers.loading import load_tokenizer

TASK_FILE = "task.json"
NETWORK_FILE = "model.keras"
ARPA_FILE = "model.arpa"
ASSETS = "assets"
EXAMPLES = "examples"


class TaskDescription(NamedTuple):
    """What `task.json` says.

    Attributes:
        task: the class: `Translator`, ...
        network: the network's file, beside it.
        tokenizers: the names under which `assets/` holds tokenizers.
        assets: every file in `assets/`, for a check that none is missing.
        settings: the task's other arguments: languages, decoding.
    """

    task: str
    network: str
    tokenizers: list[str]
    assets: list[str]
    settings: dict[str, Any]


def save_task(
    directory: Path,
    *,
    task: str,
    network: str,
    write_network: Callable[[Path], object],
    tokenizers: Mapping[str, Tokenizer],
    settings: Mapping[str, Any],
    examples: Sequence[str],
    lists: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """Writes a task; `task.json` comes last, so that it names only files that are there.

    Args:
        directory: the run directory.
        task: the class's name.
        network: the name of the network's file.
        write_network: writes it to a path.
        tokenizers: by name.
        settings: the task's other arguments.
        examples: raw lines on which an export is checked.
        lists: the names of labels and the like, by the name of their list.
    """
    assets = directory / ASSETS
    assets.mkdir(parents=True, exist_ok=True)
    for name, tokenizer in tokenizers.items():
        tokenizer.save(assets, name)
    for name, lines in {EXAMPLES: examples, **(lists or {})}.items():
        write_whole(assets / f"{name}.txt", "".join(f"{line}\n" for line in lines).encode())
    write_by(directory / network, write_network)
    files = sorted(f"{ASSETS}/{path.name}" for path in assets.iterdir())
    description = TaskDescription(task, network, list(tokenizers), files, dict(settings))
    text = json.dumps(description._asdict(), indent=2, ensure_ascii=False)
    write_whole(directory / TASK_FILE, f"{text}\n".encode())


def read_description(directory: Path) -> TaskDescription:
    """What `directory/task.json` says.

    Raises:
        RunError: it is missing or damaged, or names a file outside of the directory.
    """
    path = directory / TASK_FILE
    try:
        description = TaskDescription(**JSON_DECODER.decode(path.read_text(encoding="utf-8")))
        _check_files(directory, description)
    except FileNotFoundError as error:
        raise RunError(f"{path} is missing: {directory} holds no finished run.") from error
    except (OSError, ValueError, TypeError) as error:
        raise RunError(f"{path} is damaged: {error}.") from error
    return description


def _check_files(directory: Path, description: TaskDescription) -> None:
    """Raises RunError for files that lie, or that a link leads, outside of the run."""
    named = [description.network, *description.assets]
    named += [f"{ASSETS}/{name}.json" for name in description.tokenizers]
    for name in (*named, *(f"{ASSETS}/{path.name}" for path in (directory / ASSETS).glob("*"))):
        if not lies_in(directory / name, directory):
            raise RunError(
                f"{directory / TASK_FILE} is refused: its file {name!r} lies outside of "
                f"{directory}."
            )


def load_network(
    directory: Path, description: TaskDescription, *kinds: type[keras.Model]
) -> keras.Model:
    """The Keras network of a task.

    Raises:
        RunError: the file is missing or damaged, or holds a network of another kind.
    """
    path = directory / description.network
    network = load_keras_model(path)
    if not isinstance(network, kinds):
        raise RunError(
            f"{path} must hold the {kinds[0].__name__} of a {description.task}, but holds a "
            f"{type(network).__name__}. Put the run's own file back."
        )
    return network


def check_vocabulary(
    directory: Path,
    description: TaskDescription,
    name: str,
    tokenizer: Tokenizer,
    sizes: Mapping[str, int],
) -> None:
    """Compares a tokenizer with the parts of the network that its ids go to or come from.

    Args:
        directory: of the task.
        description: of the task.
        name: of the tokenizer.
        tokenizer: as loaded.
        sizes: for each part, such as "the target embedding", the tokens that it knows.

    Raises:
        RunError: a size is another than the tokenizer's; the message names both files.
    """
    for part, size in sizes.items():
        if size != tokenizer.vocabulary_size:
            files = [file for file in description.assets if file.startswith(f"{ASSETS}/{name}.")]
            data = [file for file in files if not file.endswith(".json")]
            raise RunError(
                f"{directory / (data or files or [ASSETS])[0]} has {tokenizer.vocabulary_size:,} "
                f"tokens, but {part} in {directory / description.network} has {size:,}: the two "
                "are not of one run. Put the run's own files back."
            )


def load_names(
    directory: Path, description: TaskDescription, name: str, size: int
) -> tuple[str, ...]:
    """The names of classes or labels, one for each score of the network, in normal form.

    Raises:
        RunError: there are more or fewer; the message names both files.
    """
    names = tuple(map(normalize_label, load_list(directory, name)))  # older runs wrote any form
    if len(names) != size:
        raise RunError(
            f"{directory / ASSETS / name}.txt has {len(names):,} {name}, but the network in "
            f"{directory / description.network} scores {size:,}: the two are not of one run. Put "
            "the run's own files back."
        )
    return names


def load_examples(directory: Path) -> tuple[str, ...]:
    """The raw lines on which an export of the task is checked."""
    return load_list(directory, EXAMPLES)


def load_list(directory: Path, name: str) -> tuple[str, ...]:
    r"""A list that `save_task` was given, whose lines may hold a "\r".

    Raises:
        RunError: the file is missing, cannot be read, or is not UTF-8.
    """
    path = directory / ASSETS / f"{name}.txt"
    try:
        text = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise RunError(f"{path} cannot be read: {reason}. Put the run's own file back.") from error
    lines = text.removesuffix("\n").split("\n") if text else []
    return tuple(line.removesuffix("\r") for line in lines)


def load_tokenizers(directory: Path, description: TaskDescription) -> dict[str, Tokenizer]:
    """The tokenizers of a task by name."""
    return {name: load_tokenizer(directory / ASSETS, name) for name in description.tokenizers}
