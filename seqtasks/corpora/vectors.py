"""Word vectors as text files: the formats of word2vec, fastText and GloVe."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from seqtasks.corpora.lines import read_lines
from seqtasks.errors import DataError
from seqtasks.files import write_by

Array = np.ndarray[Any, Any]


def read_vectors(path: Path | str, words: Collection[str]) -> dict[str, Array]:
    """Reads the vectors of some words.

    A line holds a word and its numbers, separated by spaces; a first line with two integers, the
    counts of word2vec and fastText, is passed over. Of a word that occurs twice the first counts.

    Args:
        path: the file, plain or `.gz`.
        words: those that are wanted; the others are not kept.

    Returns:
        float32 (dim,) by word.

    Raises:
        DataError: the file cannot be read or holds no vector, a line is no vector, or two have
            different widths.
    """
    wanted = set(words)
    found: dict[str, Array] = {}
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
        if word not in wanted or word in found:
            continue
        try:
            found[word] = np.array(cells[-dim:], np.float32)
        except ValueError:
            raise DataError(
                f"{path}:{number}: must be a word and {dim} numbers. Received: {line[:60]!r}"
            ) from None
    if not dim:
        raise DataError(f"{path} holds no vector.")
    return found


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
