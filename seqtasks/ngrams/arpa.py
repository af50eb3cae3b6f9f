"""ARPA files: n-gram models as text, as SRILM and KenLM write and read them."""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, NamedTuple

import numpy as np

from seqtasks.corpora.lines import read_lines
from seqtasks.errors import DataError
from seqtasks.files import write_by
from seqtasks.ngrams.estimation import NEVER
from seqtasks.ngrams.model import NGramModel
from seqtasks.ngrams.tables import MISSING, Array, Table
from seqtasks.tokenizers.base import BOS_ID, EOS_ID, PAD_ID, SPECIAL_TOKENS, UNK_ID

_SPECIAL = {UNK_ID: "<unk>", BOS_ID: "<s>", EOS_ID: "</s>"}
# What other programs do not read as words: KenLM takes <UNK> for <unk>, SRILM has -pau-, and reads
# any of them in any case when it maps words to lower case.
_SIGNS = {*_SPECIAL.values(), "-pau-"}
_BLANKS = re.compile(r"[ \t\r\f\v]+")
_CHUNK = 100_000


def write_arpa(path: Path, model: NGramModel, tokens: Sequence[str]) -> None:
    r"""Writes a model whole or not at all.

    `<bos>` and `<eos>` are written as `<s>` and `</s>`, `<pad>` not at all. A space, and whatever
    else would end a token, is written as `\u0020`; a word that a program would take for one of its
    own signs, such as `<UNK>`, as `\u003cUNK>`; probabilities with nine digits, so that the file
    holds the float32 numbers themselves.

    Args:
        path: the file.
        model: estimated.
        tokens: each token at the place of its id.
    """
    names = [_SPECIAL.get(i, _escaped(token)) for i, token in enumerate(tokens)]
    write_by(path, lambda partial: _write(partial, model, np.array(names, object)))


class Arpa(NamedTuple):
    """What an ARPA file holds.

    Attributes:
        model: over the ids of `tokens`.
        tokens: each token at the place of its id, the four special ones first.
    """

    model: NGramModel
    tokens: tuple[str, ...]


def read_arpa(path: Path | str, tokens: Sequence[str] | None = None) -> Arpa:
    """Reads a model.

    Args:
        path: the file, plain or `.gz`.
        tokens: each token at the place of its id; None for the order of the file.

    Raises:
        DataError: the file cannot be read, is cut short, or holds what its head does not say, or
            other tokens than `tokens`; the message names the line.
    """
    reader = _Reader(Path(path))
    counts = reader.head()
    unigrams = reader.section(1, counts[0])
    if len(set(unigrams.names)) < len(unigrams.names):
        twice = next(name for name, n in Counter(unigrams.names).items() if n > 1)
        raise reader.problem(f"the unigram {twice!r} stands twice.")
    if tokens is None:
        special = dict(_SPECIAL)
        if "<unk>" not in unigrams.names:
            special[UNK_ID] = "<UNK>"  # as some programs write it, and KenLM reads it
        others = [name for name in unigrams.names if name not in (*special.values(), "<pad>")]
        names = ["<pad>", *special.values(), *others]
        tokens = (*SPECIAL_TOKENS, *map(_unescaped, others))
    else:
        there = set(unigrams.names)
        names = [_SPECIAL.get(i, _name_in(there, token)) for i, token in enumerate(tokens)]
    ids = {name: i for i, name in enumerate(names)}
    tables = [_unigram_table(unigrams, ids, reader)]
    for order, count in enumerate(counts[1:], start=2):
        tables.append(_table(reader.section(order, count), tables, ids, reader))
    reader.expect("\\end\\")
    return Arpa(NGramModel.from_tables(tables, len(tokens)), tuple(tokens))


def _write(path: Path, model: NGramModel, names: Array) -> None:
    shown = [np.arange(model.vocabulary_size) != PAD_ID]
    shown += [np.ones(len(table.keys), bool) for table in model.tables[1:]]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("\\data\\\n")
        for order, rows in enumerate(shown, start=1):
            file.write(f"ngram {order}={rows.sum()}\n")
        texts = names
        for order, (table, rows) in enumerate(zip(model.tables, shown, strict=True), start=1):
            if order > 1:
                prefixes, last = np.divmod(table.keys, model.vocabulary_size)
                texts = texts[prefixes] + " " + names[last]
            file.write(f"\n\\{order}-grams:\n")
            _write_ngrams(file, table, texts, rows, highest=order == model.order)
        file.write("\n\\end\\\n")


def _write_ngrams(file: IO[str], table: Table, texts: Array, rows: Array, *, highest: bool) -> None:
    at = np.flatnonzero(rows)
    for start in range(0, len(at), _CHUNK):
        part = at[start : start + _CHUNK]
        columns = (table.log10_p[part].tolist(), texts[part], table.log10_backoff[part].tolist())
        if highest:
            lines = [f"{p:.9g}\t{text}\n" for p, text, _ in zip(*columns, strict=True)]
        else:
            lines = [f"{p:.9g}\t{text}\t{b:.9g}\n" for p, text, b in zip(*columns, strict=True)]
        file.write("".join(lines))


class _Section(NamedTuple):
    """The n-grams of one order as they stand in the file.

    Attributes:
        names: the tokens of all n-grams, one after the other.
        log10_p: float32 (ngrams,).
        log10_backoff: float32 (ngrams,), zero where the file has none.
        first_line: the number of the first one's line.
    """

    names: list[str]
    log10_p: Array
    log10_backoff: Array
    first_line: int


class _Reader:
    """The lines of an ARPA file, with their numbers for errors."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.number = 0
        self._lines = read_lines(path)

    def problem(self, message: str, number: int | None = None) -> DataError:
        """An error at a line, by default the one that was read last."""
        return DataError(f"{self.path}:{number or self.number}: {message}")

    def next(self) -> str:
        """The next line that is not blank."""
        for line in self._lines:
            self.number += 1
            if line.strip():
                return line
        raise self.problem("the ARPA file is cut short: it must end with \\end\\.")

    def expect(self, text: str) -> None:
        """Reads a line that must be as the format says."""
        line = self.next()
        if line.strip() != text:
            raise self.problem(f"an ARPA file must have {text} here. Received: {line[:60]!r}")

    def head(self) -> list[int]:
        """How many n-grams of each order there are; ends before the unigrams."""
        while self.next().strip() != "\\data\\":
            pass  # SRILM and others allow a comment before it
        counts: list[int] = []
        while (line := self.next().strip()) != "\\1-grams:":
            name, _, count = line.partition("=")
            if name.split() != ["ngram", str(len(counts) + 1)] or not count.strip().isdecimal():
                raise self.problem(
                    f"an ARPA file must have `ngram {len(counts) + 1}=COUNT` here. Received: "
                    f"{line[:60]!r}"
                )
            counts.append(int(count))
            if counts[-1] > 2**40:
                raise self.problem(f"there cannot be so many n-grams. Received: {count[:60]!r}")
        if not counts:
            raise self.problem("the ARPA file names no order.")
        return counts

    def section(self, order: int, count: int) -> _Section:
        """The n-grams of one order; of the first, the title was read with the head."""
        if order > 1:
            self.expect(f"\\{order}-grams:")
        first_line = self.number + 1
        lines = list(itertools.islice(self._lines, count))
        self.number += len(lines)
        if len(lines) < count:
            raise self.problem("the ARPA file is cut short: it must end with \\end\\.")
        cells = [_cells(line) for line in lines]
        widths = np.fromiter(map(len, cells), int, count)
        bad = (widths != order + 1) & (widths != order + 2)
        if bad.any():
            at = int(np.argmax(bad))
            raise self.problem(
                f"must be log10 p, {order} token(s), and a back-off weight or none: a {order}-gram "
                f"of {count:,} that the head promises. Received: {lines[at][:60]!r}",
                first_line + at,
            )
        names = [name for row in cells for name in row[1 : order + 1]]
        log10_p = self._numbers([row[0] for row in cells], first_line)
        backoff = self._numbers(
            [row[-1] if len(row) > order + 1 else "0" for row in cells], first_line
        )
        return _Section(names, log10_p, backoff, first_line)

    def _numbers(self, texts: list[str], first_line: int) -> Array:
        try:
            numbers = np.array(list(map(float, texts)), np.float32)
            if np.isnan(numbers).any():
                raise ValueError("nan")
            return numbers
        except ValueError:
            at = next(i for i, text in enumerate(texts) if not _is_number(text))
            raise self.problem(
                f"log10 of a probability must be a number. Received: {texts[at]!r}", first_line + at
            ) from None

    def ids_of(self, section: _Section, order: int, ids: Mapping[str, int]) -> Array:
        """The ids of a section's tokens: int64 (ngrams, order)."""
        try:
            flat = np.fromiter(map(ids.__getitem__, section.names), np.int64, len(section.names))
        except KeyError as error:
            at = section.names.index(error.args[0]) // order
            raise self.problem(
                f"{error.args[0]!r} is no token of the vocabulary.", section.first_line + at
            ) from None
        return flat.reshape(-1, order)


def _unigram_table(section: _Section, ids: Mapping[str, int], reader: _Reader) -> Table:
    log10_p = np.full(len(ids), NEVER, np.float32)
    backoff = np.zeros(len(ids), np.float32)
    tokens = reader.ids_of(section, 1, ids)[:, 0]
    log10_p[tokens], backoff[tokens] = section.log10_p, section.log10_backoff
    return Table(np.arange(len(ids)), log10_p, backoff)


def _table(section: _Section, below: list[Table], ids: Mapping[str, int], reader: _Reader) -> Table:
    """One order above the first; every n-gram's prefix must be there."""
    order = len(below) + 1
    tokens = reader.ids_of(section, order, ids)
    prefixes = tokens[:, 0]
    for column, table in enumerate(below[1:], start=1):
        prefixes = table.find(prefixes, tokens[:, column], len(ids))
    if (prefixes == MISSING).any():
        at = int(np.argmax(prefixes == MISSING))
        ngram = " ".join(section.names[at * order : (at + 1) * order])
        raise reader.problem(
            f"the {order}-gram {ngram!r} stands without its first {order - 1} token(s).",
            section.first_line + at,
        )
    keys = prefixes * len(ids) + tokens[:, -1]
    by_key = np.argsort(keys)
    twice = np.flatnonzero(np.diff(keys[by_key]) == 0)
    if len(twice):
        at = int(by_key[twice[0] + 1])
        ngram = " ".join(section.names[at * order : (at + 1) * order])
        raise reader.problem(f"the {order}-gram {ngram!r} stands twice.", section.first_line + at)
    return Table(keys[by_key], section.log10_p[by_key], section.log10_backoff[by_key])


def _cells(line: str) -> list[str]:
    """What stands between blanks: other white space may be part of another program's word."""
    return line.split() if line.isascii() else _BLANKS.split(line.strip(" \t\r\f\v"))


def _is_number(text: str) -> bool:
    try:
        return not math.isnan(float(text))
    except ValueError:
        return False


def _escaped(token: str) -> str:
    r"""A token without white space, unlike `<s>` and its like and what `\uXXXX` stands for."""
    if token.lower() in _SIGNS:
        return f"\\u{ord(token[0]):04x}{token[1:]}"
    token = token.replace("\\u", "\\u005cu")
    return "".join(f"\\u{ord(c):04x}" if c.isspace() else c for c in token)


def _name_in(names: set[str], token: str) -> str:
    """How a file writes a token: one of an older version has `<UNK>` and its like as they are."""
    name = _escaped(token)
    return token if token.lower() in _SIGNS and name not in names and token in names else name


def _unescaped(name: str) -> str:
    return re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), name)
