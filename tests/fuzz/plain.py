"""Lines, plain text, pairs of texts, and word vectors."""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from seqtasks.corpora.lines import read_lines
from seqtasks.corpora.pairs import read_pairs
from seqtasks.corpora.plain import read_plain
from seqtasks.corpora.vectors import read_vectors
from tests.fuzz.fuzzing import Case
from tests.fuzz.making import Maker
from tests.fuzz.texts import Draw, lines, texts, words

HELD_OUT = 0.05
BLANK = ("", " ", "\u3000")


@st.composite
def line_files(draw: Draw) -> Case:
    """Every line of a file, blank ones too, without its end."""
    maker = Maker(draw, "lines")
    rows = maker.changed(draw(lines()))
    if maker.happens(15, "a large file"):
        rows = [*rows, *[f"{draw(texts())} "] * maker.up_to(9000, 3000), "end"]
    if maker.happens(15, "a first line of 64 KiB"):  # readers take so much at once
        rows = ["x" * maker.up_to(2**16 + 1, 2**16 - 4), *rows]
    is_odd = len(rows) > 1 and maker.happens(8, "a carriage return within a line")
    if is_odd:
        rows = [*rows[:-1], f"{rows[-1]}x\ry"]
    name = maker.write("text.txt", rows, returns=not is_odd, may_break=not is_odd)
    read = _lines_of(name)
    if len(rows) > 1 and not is_odd and not maker.damaged and maker.happens(12):
        maker.damaged = "a newline among carriage returns"
        content = "\r".join(["a", *rows, "b\nc"]).encode()
        maker.files, name = {"text.txt": content}, "text.txt"
        return maker.case(_lines_of(name), place=f"{name}:{len(rows) + 2}:")
    return maker.case(read, rows, must_warn=is_odd)


def _lines_of(name: str) -> Any:
    return lambda folder: list(read_lines(folder / name))


@st.composite
def plain_folders(draw: Draw) -> Case:
    """A folder with a file for each split."""
    maker = Maker(draw, "plain text, folder")
    prefix = maker.pick("", "", "ptb.", "my-", "a_")
    ending = maker.pick(".txt", ".txt", ".tokens", ".raw")
    meaning = []
    for split in ("train", maker.pick("validation", "valid", "val", "dev"), "test"):
        rows = draw(lines())
        if not any(row.strip() for row in rows):
            rows = [*rows, draw(texts())]
        meaning.append(tuple(rows))
        maker.write(f"{prefix}{split}{ending}", rows, may_break=split == "test")
    return maker.case(lambda folder: tuple(read_plain(folder)), tuple(meaning))


@st.composite
def plain_columns(draw: Draw) -> Case:
    """A folder of tables, of which one column is the text; a row may lack it."""
    maker = Maker(draw, "plain text, column")
    num_columns = maker.up_to(4, 2)
    column = maker.up_to(num_columns, 1)
    cells = st.lists(texts(without="\t"), min_size=num_columns, max_size=num_columns)
    maker.damage(*(["a row without the column"] if column > 1 else []))
    bad = maker.pick("train", "dev", "test")
    has_names = maker.happens(3, "names of columns")
    names = ["id", "Title", "author", "date"][:num_columns]
    names[column - 1] = maker.pick("text", "Sentence")
    meaning, place = [], None
    for split in ("train", "dev", "test"):
        rows = draw(st.lists(cells, min_size=1, max_size=6))
        meaning.append(tuple(row[column - 1] for row in rows))
        at = maker.up_to(len(rows) - 1)
        if maker.damaged and split == bad:
            rows[at] = rows[at][: column - 1]
        table = [names, *rows] if has_names else rows
        name = maker.write(f"{split}.txt", ["\t".join(row) for row in table], may_break=False)
        if maker.damaged and split == bad:
            place = f"{name}:{at + 1 + has_names}:"

    def read(folder: Path) -> Any:
        return tuple(read_plain(folder, column=column))

    return maker.case(read, tuple(meaning), place=place)


@st.composite
def plain_files(draw: Draw) -> Case:
    """One file, cut where its lines with text reach 90 and 95 percent."""
    maker = Maker(draw, "plain text, one file")
    count = maker.up_to(70, 15)
    rows = [f"{draw(words())} {i}" for i in range(count)]
    while maker.happens(3, "blank lines"):
        at = maker.pick(0, len(rows), len(rows) // 2, len(rows) - 2)
        rows[at:at] = [maker.pick(*BLANK)] * maker.up_to(60, 1)
    held_out = int(count * HELD_OUT)
    if not held_out:
        maker.damaged = "too few lines"
    name = maker.write("poems.txt", rows, may_break=bool(held_out))
    with_text = [i for i, row in enumerate(rows) if row.strip()]
    cuts = [with_text[0], with_text[-2 * held_out], with_text[-held_out], with_text[-1] + 1]
    meaning = tuple(tuple(rows[a:b]) for a, b in itertools.pairwise(cuts))
    return maker.case(
        lambda folder: tuple(read_plain(folder / name)), meaning, place=None if held_out else name
    )


@st.composite
def pair_files(draw: Draw) -> Case:
    """Minimal pairs: a table with a head."""
    maker = Maker(draw, "minimal pairs")
    rows = []
    for i in range(maker.up_to(5, 1)):
        good = draw(texts(without="\t"))
        rows.append((maker.pick("agreement", "order"), maker.up_to(20), good, f"{good} {i}"))
    rows = maker.changed(rows)
    table = ["\t".join(map(str, row)) for row in rows]
    damage = maker.damage("a cell missing", "no distance", "another head")
    at = maker.up_to(len(rows) - 1)
    if damage == "a cell missing":
        table[at] = table[at].rpartition("\t")[0]
    if damage == "no distance":
        table[at] = table[at].replace(f"\t{rows[at][1]}\t", "\tfar\t", 1)
    head = "phenomenon\tdistance\tgood" + ("" if damage == "another head" else "\tbad")
    maker.number = (1 if damage == "another head" else at + 2) if damage else 0
    name = maker.write("pairs.tsv", [head, *table])
    place = f"{name}:{maker.number}:" if damage else None

    def read(folder: Path) -> Any:
        return [tuple(pair) for pair in read_pairs(folder / name)]

    return maker.case(read, rows, place=place)


@st.composite
def vector_files(draw: Draw) -> Case:
    """Vectors of word2vec, fastText and GloVe; of a word that stands twice the first counts."""
    maker = Maker(draw, draw(st.sampled_from(["vectors of word2vec", "vectors of GloVe"])))
    has_head = maker.form.endswith("word2vec")
    dim = maker.up_to(5, 2)
    number = st.sampled_from(["0.5", "-1", "1e-3", "-0.25", "3", "1E2", ".5"])
    rows = []
    for word in draw(st.lists(words(without=" "), min_size=1, max_size=6)):
        name = f"New {word}" if maker.happens(8, "a space within a word") else word
        rows.append((name, draw(st.lists(number, min_size=dim, max_size=dim))))
    rows = maker.changed(rows)
    meaning: dict[str, list[float]] = {}
    for name, numbers in rows:
        meaning.setdefault(name, [float(number) for number in numbers])
    table = [" ".join([name, *numbers]) + maker.pick("", "", " ") for name, numbers in rows]
    names = [name for name, _ in rows]
    at = names.index(maker.pick(*names))  # only the first vector of a word is looked at
    # Without a head, nothing but the first line tells how many numbers there should be.
    damage = maker.damage("a number less", "no number") if has_head or at else ""
    if damage:
        name, numbers = rows[at]
        table[at] = " ".join([name, *numbers[1:], *(["x"] if damage == "no number" else [])])
    file = maker.write("vectors.vec", [*([f"{len(rows)} {dim}"] if has_head else []), *table])
    # A word whose last part is a number may as well have one number more.
    is_open = not has_head and (
        " " in rows[0][0] or any(re.match(r".* [-.\d]", name) for name, _ in rows)
    )
    place = None
    if damage:
        place = file if is_open else f"{file}:{at + 1 + has_head}:"
    wanted = set(meaning)

    def read(folder: Path) -> Any:
        found = read_vectors(folder / file, wanted)
        return {name: [round(float(x), 6) for x in vector] for name, vector in found.items()}

    return maker.case(read, meaning, place=place, may_refuse=is_open)
