"""Word vectors as text files: the formats of word2vec, fastText and GloVe."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from seqtasks.corpora.lines import read_lines
from seqtasks.errors import DataError
from seqtasks.files import write_by

Array = np.ndarray[Any, Any]
Normalize: TypeAlias = Callable[[Sequence[str]], Sequence[str]]

_WORDS_AT_ONCE = 4096


def read_vectors(
    path: Path | str, words: Collection[str], normalize: Normalize | None = None
) -> dict[str, Array]:
    """Reads the vectors of some words.

    A line holds a word and its numbers, separated by spaces; a first line with two integers, the
    counts of word2vec and fastText, is passed over. Of a word that occurs twice the first counts.

    Args:
        path: the file, plain or `.gz`.
        words: those that are wanted; the others are not kept.
        normalize: how texts are spelt where the words come from. A word that the file does not have
            has the vector of the first one that is spelt so when normalised.

    Returns:
        float32 (dim,) by word.

    Raises:
        DataError: the file cannot be read or holds no vector, a line is no vector, or two have
            different widths.
    """
    wanted = set(words)
    found: dict[str, Array] = {}
    alike = _Alike(wanted, normalize)
    dim = 0
    for number, line in enumerate(read_lines(path), start=1):
        cells = line.rstrip().split(" ")
        if number == 1 and len(cells) == 2 and all(cell.isdecimal() for cell in cells):
            continue
        if not dim:
            dim = len(cells) - 1
        if len(cells) <= dim or dim < 1:
            raise DataError(
                f"{path}:{number}: must be a word and {dim or 'its'} numbers. Received: "
                f"{line[:60]!r}"
            )
        word = " ".join(cells[:-dim])  # some of GloVe's words hold spaces
        if word in wanted and word not in found:
            found[word] = _vector(cells[-dim:], line, f"{path}:{number}")
        elif word not in wanted:
            alike.add(word, cells[-dim:], line, f"{path}:{number}")
    if not dim:
        raise DataError(f"{path} holds no vector.")
    return alike.finished() | found


def _vector(numbers: Sequence[str], line: str, place: str) -> Array:
    try:
        return np.array(numbers, np.float32)
    except ValueError:
        raise DataError(
            f"{place}: must be a word and {len(numbers)} numbers. Received: {line[:60]!r}"
        ) from None


class _Alike:
    """The vectors of words that are wanted once they are normalised, many at once."""

    def __init__(self, wanted: Collection[str], normalize: Normalize | None) -> None:
        self._wanted = wanted
        self._normalize = normalize
        self._waiting: dict[str, tuple[Sequence[str], str, str]] = {}
        self._found: dict[str, Array] = {}

    def add(self, word: str, numbers: Sequence[str], line: str, place: str) -> None:
        """Takes a word that is not wanted as it is spelt, with its numbers, line and place."""
        if self._normalize is not None:
            self._waiting.setdefault(word, (numbers, line, place))
        if len(self._waiting) == _WORDS_AT_ONCE:
            self.finished()

    def finished(self) -> dict[str, Array]:
        """What was found so far, by the normalised word."""
        if self._normalize is not None:
            normal = self._normalize(list(self._waiting))
            for word, vector in zip(normal, self._waiting.values(), strict=True):
                if word in self._wanted and word not in self._found:
                    self._found[word] = _vector(*vector)
            self._waiting.clear()
        return self._found


def write_word2vec(path: Path, words: Sequence[str], vectors: Array) -> None:
    """Writes vectors, float (words, dim), in word2vec's text format, whole or not at all.

    A space within a word, a character model's, is written as U+2581.
    """

    def write(partial: Path) -> None:
        with partial.open("w", encoding="utf-8", newline="\n") as file:
            file.write(f"{len(words)} {vectors.shape[1]}\n")
            for word, vector in zip(words, vectors, strict=True):
                numbers = " ".join(f"{number:.6g}" for number in vector)
                file.write(f"{word.replace(' ', '▁')} {numbers}\n")

    write_by(path, write)


def write_projector(directory: Path, words: Sequence[str], vectors: Array) -> None:
    """Writes what TensorBoard's projector shows: `tensorboard --logdir DIRECTORY`.

    The files are `vectors.tsv`, `metadata.tsv` and `projector_config.pbtxt`.
    """
    directory.mkdir(parents=True, exist_ok=True)
    rows = ("\t".join(f"{number:.6g}" for number in vector) for vector in vectors)
    (directory / "vectors.tsv").write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    names = "".join(f"{word.replace(' ', '▁')}\n" for word in words)
    (directory / "metadata.tsv").write_text(names, encoding="utf-8")
    (directory / "projector_config.pbtxt").write_text(
        'embeddings {\n  tensor_path: "vectors.tsv"\n  metadata_path: "metadata.tsv"\n}\n',
        encoding="utf-8",
    )
