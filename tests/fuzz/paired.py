"""Pairs of sentences and dialogues: folders, tables, and lines with `__eou__`."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from seqtasks.corpora.dialogues import Dialogues
from seqtasks.corpora.parallel import read_parallel, read_split
from seqtasks.errors import DataError
from tests.fuzz.fuzzing import Case
from tests.fuzz.making import Maker
from tests.fuzz.texts import Draw, texts

Pairs = list[tuple[str, str]]
SPLITS = ("train", "validation", "test")
END = "__eou__"


def _pairs(draw: Draw, maker: Maker, *, without: str = "") -> Pairs:
    """Pairs of which some have a blank side, but not all."""
    text = texts(without=without)
    side = st.one_of(*[text] * 9, st.sampled_from(["", " ", "\u3000"]))
    pairs = draw(st.lists(st.tuples(side, side), max_size=6))
    return maker.changed([*pairs, ("a dog", "ein Hund"), ("a cat", "eine Katze")])


def _many(maker: Maker, pairs: Pairs) -> Pairs:
    """Many pairs more, some of whose sources stand several times, in another spelling too."""
    forms = [str, str.upper, "{} ".format, lambda text: unicodedata.normalize("NFD", text)]
    sources = [f"{pairs[i % len(pairs)][0]} était {i}" for i in range(150)]
    more = [(source, f"war {i}") for i, source in enumerate(sources)]
    for i in maker.draw(st.lists(st.integers(0, 149), max_size=30)):
        more.append((maker.pick(*forms)(sources[i]), f"again {i}"))
    return [*pairs, *more]


def _is_full(pair: Sequence[str]) -> bool:
    return all(text.strip() for text in pair)


@st.composite
def parallel_folders(draw: Draw) -> Case:
    """A file for each split and language; training pairs with a blank side are dropped."""
    maker = Maker(draw, "pairs, folder")
    validation = maker.pick("validation", "valid", "val", "dev")
    test = maker.pick("test", "test_2016_flickr", "test2017")
    damage = maker.damage("a line too many", "a file twice")
    meaning = []
    for split in ("train", validation, test):
        pairs = _pairs(draw, maker)
        sides = [list(side) for side in zip(*pairs, strict=True)]
        if damage == "a line too many" and split == test:
            sides[1].append("one more")
        for language, side in zip(("en", "de"), sides, strict=True):
            may_break = (split, language) == (test, "de")
            maker.write(f"{split}.{language}", side, capitals=False, may_break=may_break)
        meaning.append([pair for pair in pairs if split != "train" or _is_full(pair)])
    if damage == "a file twice":
        name = f"{test}.de"
        maker.files[f"{name}.gz" if name in maker.files else name] = b"again\n"

    def read(folder: Path) -> Any:
        found = read_parallel(folder, "en", "de", test=test)
        return [list(zip(split.source, split.target, strict=True)) for split in found]

    return maker.case(read, meaning, place=f"{test}.de" if damage else None)


@st.composite
def pair_tables(draw: Draw) -> Case:
    """A pair a line; no source stands in two splits, whichever column it is read from."""
    maker = Maker(draw, "pairs, table")
    pairs = _pairs(draw, maker, without="\t")
    if maker.happens(6, "many pairs"):
        pairs = _many(maker, pairs)
    columns = draw(st.permutations([0, 1, 2]))[:2]
    rows = [_row(columns, pair, "CC-BY 2.0 (France) .") for pair in pairs]
    languages = [str(column + 1) for column in columns]
    has_names = maker.happens(3, "names of columns")
    if has_names:
        rows.insert(0, _row(columns, ("English", "German"), "notes"))
        languages = maker.pick(languages, ["English", "German"])
    damage = maker.damage("a column missing")
    at = maker.up_to(len(rows) - 1, has_names)
    if damage:
        rows[at] = rows[at][: max(columns)]
    name = maker.write("fra.txt", ["\t".join(cells) for cells in rows])

    def read(folder: Path) -> Any:
        splits = {split: _split(folder / name, split, languages) for split in (*SPLITS, "all")}
        parts = Counter(pair for split in SPLITS for pair in splits[split])
        places = {(_folded(pair[0]), split) for split in SPLITS for pair in splits[split]}
        leaks = len(places) > len({text for text, _ in places})
        return splits["all"], parts == Counter(splits["all"]), leaks

    meaning = [pair for pair in pairs if _is_full(pair)]
    place = None
    if damage and not "".join(rows[at]).strip():  # what is left is a blank line
        maker.done.append("a blank line")
        maker.damaged = ""
        del pairs[at - has_names]
        meaning = [pair for pair in pairs if _is_full(pair)]
    elif damage:
        place = f"{name}:{at + 1}:" if at else name  # the first line tells the form
    return maker.case(read, (meaning, True, False), place=place)


def _row(columns: Sequence[int], pair: Sequence[str], other: str) -> list[str]:
    cells = [other] * 3
    for column, text in zip(columns, pair, strict=True):
        cells[column] = text
    return cells


def _folded(text: str) -> str:
    """What is the same sentence, in other capitals, blanks or another normal form."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _split(path: Path, name: str, languages: Sequence[str]) -> Pairs:
    """The pairs of a split; none where it is too small to have any."""
    try:
        found = read_split(path, name, *languages)
    except DataError as error:
        if "too few sentences" in str(error):
            return []
        raise
    return list(zip(found.source, found.target, strict=True))


@st.composite
def dialogue_lines(draw: Draw) -> Case:
    """Dialogues of turns, one a line, `__eou__` behind each turn."""
    maker = Maker(draw, "dialogues, lines")
    dialogues = _dialogues(draw, maker)
    space = maker.pick(" ", "")
    rows = ["".join(f"{turn} {END}{space}" for turn in turns) for turns in dialogues]
    damage = maker.damage("a turn without end", "an empty turn")
    at = maker.up_to(len(rows) - 1)
    if damage == "a turn without end":
        rows[at] = rows[at].rstrip().removesuffix(END)
    if damage == "an empty turn":
        rows[at] = f"{END} {rows[at]}"
    return _read(maker, dialogues, rows, ".txt", at + 1 if damage else 0)


@st.composite
def dialogue_tables(draw: Draw) -> Case:
    """Dialogues of turns in a row, or a table of questions and answers."""
    maker = Maker(draw, draw(st.sampled_from(["dialogues, table", "questions and answers"])))
    dialogues = [[f"{turn} ." for turn in turns] for turns in _dialogues(draw, maker)]
    has_names = maker.form == "questions and answers"
    if has_names:
        dialogues = [turns[:2] for turns in dialogues]
    rows = ["\t".join(turns) for turns in dialogues]
    damage = maker.damage(*(["an answer missing"] if has_names else []))
    at = maker.up_to(len(rows) - 1)
    if damage:
        rows[at] = rows[at].split("\t")[0]
    rows = ["question\tanswer", *rows] if has_names else rows
    return _read(maker, dialogues, rows, maker.pick(".tsv", ".txt"), at + 2 if damage else 0)


def _dialogues(draw: Draw, maker: Maker) -> list[list[str]]:
    turn = texts(without="\t", most=3)
    turns = st.lists(turn, min_size=2, max_size=5)
    return maker.changed(draw(st.lists(turns, min_size=1, max_size=5)))


def _read(
    maker: Maker, dialogues: list[list[str]], rows: list[str], ending: str, number: int
) -> Case:
    """A case of one file, or of a folder with one for each split."""
    turns = maker.up_to(3, 1)
    is_one = maker.happens(2, "one file")
    name = maker.write(f"{'talk' if is_one else 'train'}{ending}", rows)
    meaning = [
        (f" {END} ".join(said[max(0, i - turns) : i]), said[i])
        for said in dialogues
        for i in range(1, len(said))
    ]

    def read(folder: Path) -> Any:
        corpus = Dialogues(folder / name if is_one else folder, turns)
        found = corpus.read("all" if is_one else "train", "context", "reply")
        return list(zip(found.source, found.target, strict=True))

    return maker.case(read, meaning, place=f"{name}:{number}:" if number else None)
