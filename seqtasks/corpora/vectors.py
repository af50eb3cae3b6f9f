"""Word vectors as text files: the formats of word2vec, fastText and GloVe."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from seqtasks.corpora.lines import EncodingError, read_lines
from seqtasks.errors import DataError, DataWarning
from seqtasks.files import write_by

Array = np.ndarray[Any, Any]
Normalize: TypeAlias = Callable[[Sequence[str]], Sequence[str]]

_WORDS_AT_ONCE = 4096
_SAMPLE = 100  # lines from which the width of vectors is seen
_FEW = 3  # lines that cannot belie the first one


def read_vectors(
    path: Path | str, words: Collection[str], normalize: Normalize | None = None
) -> dict[str, Array]:
    """Reads the vectors of some words.

    A line holds a word, which may hold spaces, and its numbers, separated by spaces or tabs. How
    many numbers there are is said by a first line with two integers, the counts of words and of
    numbers that word2vec and fastText write; without one it is what most of the first lines have.
    Of a word that occurs twice the first counts. Warns where the first line counts other words than
    there are, as in a file that was cut short.

    Args:
        path: the file, plain or gzip.
        words: those that are wanted; the others are not kept.
        normalize: how texts are spelt where the words come from. A word that the file does not have
            has the vector of the first one that is spelt so when normalised.

    Returns:
        float32 (dim,) by word.

    Raises:
        DataError: the file cannot be read, is binary or holds no vector; a line has not its
            numbers; the first line says another width than most lines have; or a wanted vector has
            something that is no finite number.
    """
    path = Path(path)
    wanted = set(words)
    found: dict[str, Array] = {}
    alike = _Alike(wanted, normalize)
    lines = _numbered(path)
    sample = list(islice(lines, _SAMPLE))
    header = _header(sample, path)
    body = sample[header is not None :]
    dim = header.dim if header else _usual_width(body).number
    total = 0
    for number, line in chain(body, lines):
        total += 1
        word, numbers = _cut(line, dim)
        if not _is_number(numbers[0] if len(numbers) == dim > 0 else ""):
            raise _problem(path, number, dim, line)
        if word not in wanted:
            alike.add(word, _Row(path, number, numbers, line))
        elif word not in found:
            found[word] = _vector(_Row(path, number, numbers, line))
    if not total:
        raise DataError(f"{path} holds no vector.")
    if header and header.num_words != total:
        warnings.warn(
            f"{path} has {total:,} vectors, but its first line counts {header.num_words:,}. It may "
            "have been cut short.",
            DataWarning,
            stacklevel=1,
        )
    return alike.finished() | found


class _Row(NamedTuple):
    """The numbers of a word, and the line where they stand."""

    path: Path
    number: int
    numbers: Sequence[str]
    line: str


class _Alike:
    """The vectors of words that are wanted once they are normalised, many at once."""

    def __init__(self, wanted: Collection[str], normalize: Normalize | None) -> None:
        self._wanted = wanted
        self._normalize = normalize
        self._waiting: dict[str, _Row] = {}
        self._found: dict[str, Array] = {}

    def add(self, word: str, row: _Row) -> None:
        """Takes a word that is not wanted as it is spelt."""
        if self._normalize is not None:
            self._waiting.setdefault(word, row)
        if len(self._waiting) == _WORDS_AT_ONCE:
            self.finished()

    def finished(self) -> dict[str, Array]:
        """What was found so far, by the normalised word."""
        if self._normalize is not None:
            normal = self._normalize(list(self._waiting))
            for word, row in zip(normal, self._waiting.values(), strict=True):
                if word in self._wanted and word not in self._found:
                    self._found[word] = _vector(row)
            self._waiting.clear()
        return self._found


class _Header(NamedTuple):
    """What the first line says: how many words there are, and how many numbers each has."""

    num_words: int
    dim: int


def _numbered(path: Path) -> Iterator[tuple[int, str]]:
    """The lines that are not blank, with their numbers, a space between all cells."""
    try:
        for number, line in enumerate(read_lines(path), start=1):
            cells = line.rstrip().replace("\t", " ")
            while "  " in cells:
                cells = cells.replace("  ", " ")
            if cells:
                yield number, cells
    except EncodingError as error:
        raise DataError(
            f"{error} Vectors are read from text: save those of a binary file (.bin) as text first."
        ) from None


def _header(sample: Sequence[tuple[int, str]], path: Path) -> _Header | None:
    """The counts in the first line, where it has no vector itself."""
    cells = sample[0][1].split(" ") if sample else []
    if len(cells) != 2 or not all(cell.isdecimal() for cell in cells):
        return None
    header = _Header(int(cells[0]), int(cells[1]))
    usual = _usual_width(sample[1:])
    is_counted = header.num_words == len(sample) - 1
    if (
        usual.number == 1 != header.dim
        and not is_counted
        and all(len(s.split(" ")) == 2 for _, s in sample)
    ):
        return None  # vectors of one number, the first of a word that is a number
    is_majority = len(sample) > _FEW and usual.times > (len(sample) - 1) / 2
    is_belied = usual.number > header.dim and is_majority
    if header.dim < 1 or is_belied:
        raise DataError(
            f"{path}:{sample[0][0]}: says that a vector has {header.dim} numbers. Received: "
            f"{usual.number} in most lines."
        )
    return header


class _Usual(NamedTuple):
    """The most common of some numbers, and how many times it occurs."""

    number: int
    times: int


def _usual_width(lines: Sequence[tuple[int, str]]) -> _Usual:
    """With how many numbers most lines end, behind a word; of two counts the larger.

    Where hardly a line ends in two numbers, it is all that stands behind the first space, so that
    what is no number is blamed.
    """
    cells = [line.split(" ") for _, line in lines]
    width = _most_common(map(_num_numbers, cells))
    return width if width.number > 1 else _most_common(len(row) - 1 for row in cells)


def _most_common(numbers: Iterable[int]) -> _Usual:
    counts = Counter(numbers)
    number = max(counts, key=lambda number: (counts[number], number), default=0)
    return _Usual(number, counts[number])


def _num_numbers(cells: Sequence[str]) -> int:
    """How many numbers end a line, whose first cell is of a word."""
    for count, cell in enumerate(reversed(cells[1:])):
        if not _is_number(cell):
            return count
    return len(cells) - 1


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _cut(line: str, dim: int) -> tuple[str, list[str]]:
    """A word, which may hold spaces as some of GloVe's do, and the numbers behind it."""
    word, *numbers = line.rsplit(" ", dim) if dim else [line]
    return word, numbers


def _vector(row: _Row) -> Array:
    """The vector, float32 (dim,)."""
    try:
        with np.errstate(over="ignore"):
            vector = np.array(row.numbers, np.float32)
    except ValueError:
        raise _problem(row.path, row.number, len(row.numbers), row.line) from None
    if not np.isfinite(vector).all():
        raise DataError(
            f"{row.path}:{row.number}: numbers must be finite. Received: {row.line[:60]!r}"
        )
    return vector


def _problem(path: Path, number: int, dim: int, line: str) -> DataError:
    """An error at a line that is no vector."""
    return DataError(
        f"{path}:{number}: must be a word and {dim or 'its'} numbers, with a point for decimals. "
        f"Received: {line[:60]!r}"
    )


def write_word2vec(path: Path, words: Sequence[str], vectors: Array) -> None:
    """Writes vectors, float (words, dim), in word2vec's text format, whole or not at all.

    White space within a word is written as `_one_word` says.
    """

    def write(partial: Path) -> None:
        with partial.open("w", encoding="utf-8", newline="\n") as file:
            file.write(f"{len(words)} {vectors.shape[1]}\n")
            for word, vector in zip(words, vectors, strict=True):
                numbers = " ".join(f"{number:.6g}" for number in vector)
                file.write(f"{_one_word(word)} {numbers}\n")

    write_by(path, write)


def write_projector(directory: Path, words: Sequence[str], vectors: Array) -> None:
    """Writes what TensorBoard's projector shows: `tensorboard --logdir DIRECTORY`.

    The files are `vectors.tsv`, `metadata.tsv` and `projector_config.pbtxt`.
    """
    directory.mkdir(parents=True, exist_ok=True)
    rows = ("\t".join(f"{number:.6g}" for number in vector) for vector in vectors)
    (directory / "vectors.tsv").write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    names = "".join(f"{_one_word(word)}\n" for word in words)
    (directory / "metadata.tsv").write_text(names, encoding="utf-8")
    (directory / "projector_config.pbtxt").write_text(
        'embeddings {\n  tensor_path: "vectors.tsv"\n  metadata_path: "metadata.tsv"\n}\n',
        encoding="utf-8",
    )


def _one_word(word: str) -> str:
    r"""A word without white space: a space, a character model's, as U+2581, a tab as `\u0009`."""
    word = word.replace(" ", "\u2581")
    return "".join(f"\\u{ord(c):04x}" if c.isspace() else c for c in word)
