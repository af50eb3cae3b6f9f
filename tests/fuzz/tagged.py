"""Words with a label each: columns, CoNLL-U, and requests with slots and intents."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from seqtasks.corpora.conllu import parse_conllu
from seqtasks.corpora.lines import read_lines
from seqtasks.corpora.sentences import TaggedSentences
from seqtasks.corpora.slots import read_requests
from seqtasks.corpora.tagged import read_tagged_file
from tests.fuzz.fuzzing import Case
from tests.fuzz.making import Maker
from tests.fuzz.texts import Draw, spellings, words

TAGS = ("NOUN", "VERB", "B-place", "I-place", "O", "Ádj", "$", "''", "PRON-x")
INVISIBLE = "\u00ad\u200b\u200e\x00"
SPACES = "\u00a0\u3000\u2028\u0085\x0b\x0c\x1c"
Sentence = list[tuple[str, ...]]  # of each word the word, and its labels


def sentences_of(draw: Draw, maker: Maker, columns: int, *, without: str = "") -> list[Sentence]:
    tags = st.sampled_from(TAGS)
    row = st.tuples(words(without=f"{without} "), *[tags] * columns)
    sentences = st.lists(st.lists(row, min_size=1, max_size=5), max_size=4)
    first = [("dog", *["NOUN"] * columns), ("runs", *["VERB"] * columns)]  # shows the form
    return [first, *maker.changed(draw(sentences))]


def _meaning(sentences: list[Sentence], column: int = 1) -> list[Any]:
    return [([row[0] for row in s], [row[column] for row in s]) for s in sentences]


def _pairs(found: TaggedSentences) -> list[Any]:
    return [(list(w), list(x)) for w, x in zip(found.words, found.labels, strict=True)]


@st.composite
def column_files(draw: Draw) -> Case:
    """A word a line, its labels in columns behind it, a blank line after each sentence."""
    separator = draw(st.sampled_from(["\t", "\t", " ", "  "]))
    maker = Maker(draw, f"columns between {separator!r}")
    num_labels = maker.up_to(3, 1)
    sentences = sentences_of(draw, maker, num_labels, without="\x00")
    if maker.happens(20, "a large file"):  # its first lines alone tell the form
        sentences *= 600 // len(sentences)
    column = maker.pick(None, *range(2, num_labels + 2))
    rows: list[str] = []
    numbers = []  # of the lines with words
    if maker.happens(8, "-DOCSTART-"):
        rows += ["-DOCSTART- -X- O O", ""]
    if separator == "\t" and maker.happens(8, "a header"):
        rows.append("\t".join(["word", *["tag"] * num_labels]))
    between = maker.pick([""], [""], ["", ""], [" "], ["\t"], ["", " ", ""])
    for sentence in sentences:
        if separator == "\t" and maker.happens(8, "a comment"):
            rows.append("# a comment of the file")
        for word, *labels in sentence:
            labels = [draw(spellings(label, spaces=separator == "\t")) for label in labels]
            numbers.append(len(rows) + 1)
            rows.append(separator.join([word, *labels]))
        rows += between
    place = num_labels if column is None else column - 1
    number = _damage_column(maker, rows, numbers, separator, place)
    name = maker.write(maker.pick("a.conll", "a.tsv", "a.txt", "a.bio", "a"), rows)

    def read(folder: Path) -> Any:
        return _pairs(read_tagged_file(folder / name, None if column is None else str(column)))

    where = f"{name}:{number}:" if number else None
    return maker.case(read, _meaning(sentences, place), place=where)


def _damage_column(
    maker: Maker, rows: list[str], numbers: list[int], separator: str, place: int
) -> int:
    """Makes perhaps one line unreadable, not the first, which tells the form: its number, or 0."""
    kinds = ["a column missing", "a column too many"]
    damage = maker.damage(*kinds, *(["an empty label"] if separator == "\t" else []))
    if not damage:
        return 0
    number = maker.pick(*numbers[1:])
    cells = rows[number - 1].split(separator)
    if damage == "a column missing":
        cells = cells[:-1]
    elif damage == "a column too many":
        cells.append("NOUN")
    else:
        cells[place] = ""
    rows[number - 1] = separator.join(cells)
    return number


@st.composite
def counted_columns(draw: Draw) -> Case:
    """A treebank that is named as a file of columns: its numbers are no words."""
    maker = Maker(draw, "a treebank named .conll")
    num_columns = maker.pick(10, 3, 4)
    sentences = sentences_of(draw, maker, 1, without=SPACES + "\x00")
    rows = []
    for sentence in sentences:
        for i, (word, tag) in enumerate(sentence, start=1):
            cells = [str(i), word, "_", tag, *["_"] * 6] if num_columns == 10 else [str(i), word,
                     tag, "x"][:num_columns]  # fmt: skip
            rows.append("\t".join(cells))
        rows.append("")
    name = maker.write("a.conll", rows, may_break=False)

    def read(folder: Path) -> Any:
        return _pairs(read_tagged_file(folder / name))

    return maker.case(read, _meaning(sentences), place=name, may_refuse=True, must_warn=True)


class Treebank:
    """CoNLL-U, with what is no word beside the words."""

    PLACES = {"lemma": 2, "upos": 3, "xpos": 4, "feats": 5, "deprel": 7, "misc": 9}  # noqa: RUF012

    def __init__(self, maker: Maker, column: str | None) -> None:
        self.maker = maker
        self.place = self.PLACES[column or "upos"]
        self.rows: list[str] = []
        self.numbers: list[list[int]] = []  # of the lines with words, by sentence
        self.sentences: list[Any] = []
        for count in [2, *(maker.up_to(4, 1) for _ in range(maker.up_to(2)))]:
            self._sentence(count)

    def _sentence(self, count: int) -> None:
        maker = self.maker
        self.rows += maker.pick([], [], ["# text = Hi", "#"], ["# a\tb"])
        self.numbers.append([])
        forms, labels = [], []
        for i in range(1, count + 1):
            if maker.happens(6, "a range"):
                self.rows.append("\t".join([f"{i}-{i + 1}", "vámonos", *["_"] * 8]))
            form = "dog" if not self.sentences else maker.draw(words(without="\x00"))
            lemma = maker.draw(words(without=SPACES + INVISIBLE))
            cells = [str(i), form, lemma, maker.pick("NOUN", "X"), "T"]
            values = ("x", "_", "Case=Nom|Number=Sing", "SpaceAfter=No", "a b")
            cells += [maker.pick(*values) for _ in range(5)]
            forms.append(form)
            labels.append(unicodedata.normalize("NFC", cells[self.place]))
            self.rows.append("\t".join(cells))
            self.numbers[-1].append(len(self.rows))
            if maker.happens(8, "an empty node"):
                self.rows.append("\t".join([f"{i}.1", "_", *["_"] * 8]))
        self.sentences.append((forms, labels))
        self.rows += maker.pick([""], [""], ["", ""])

    def damage(self) -> int:
        """Makes perhaps one line unreadable: its number, or 0."""
        kinds = ["a line doubled", "a line cut out", "nine columns", "no form", "a bad ID"]
        if self.place == self.PLACES["upos"]:
            kinds.append("no tag")
        damage = self.maker.damage(*kinds)
        if not damage:
            return 0
        if damage == "a line cut out":  # not the last of a sentence, which nobody misses
            number, after = self.numbers[0][:2]
            del self.rows[number - 1]
            return after - 1
        number = self.maker.pick(*(number for numbers in self.numbers for number in numbers))
        if damage == "a line doubled":
            self.rows.insert(number, self.rows[number - 1])
            return number + 1
        cells = self.rows[number - 1].split("\t")
        changed = {"no form": (1, ""), "a bad ID": (0, "x"), "no tag": (3, "_")}
        if damage == "nine columns":
            del cells[-1]
        else:
            place, value = changed[damage]
            cells[place] = value
        self.rows[number - 1] = "\t".join(cells)
        return number


@st.composite
def conllu_files(draw: Draw) -> Case:
    """CoNLL-U: words, ranges, empty nodes and comments; written back byte for byte."""
    maker = Maker(draw, "CoNLL-U")
    column = maker.pick(None, "upos", "lemma", "xpos", "feats", "deprel", "misc")
    treebank = Treebank(maker, column)
    number = treebank.damage()
    name = maker.write("a.conllu", treebank.rows, returns=False)

    def read(folder: Path) -> Any:
        path = folder / name
        found = read_tagged_file(path, column)
        kept = list(read_lines(path, keep_returns=True))
        again = [
            line
            for sentence in parse_conllu(iter(kept), path)
            for line in (*sentence.lines, *sentence.after)
        ]
        return _pairs(found), again == kept

    place = f"{name}:{number}:" if number else None
    return maker.case(read, (treebank.sentences, True), place=place)


@st.composite
def request_folders(draw: Draw) -> Case:
    """Three parallel files: words, slots and intents."""
    maker = Maker(draw, "requests")
    sentences = sentences_of(draw, maker, 1, without=SPACES + "\x00\x07")
    intents = [maker.pick("flight", "café", "air fare") for _ in sentences]
    space = maker.pick(" ", " ", "  ", "\t")
    columns = {
        "seq.in": [space.join(word for word, _ in sentence) for sentence in sentences],
        "seq.out": [
            " ".join(draw(spellings(label, spaces=False)) for _, label in sentence)
            for sentence in sentences
        ],
        "label": [draw(spellings(intent, spaces=True)) for intent in intents],
    }
    at = maker.up_to(len(sentences) - 1)
    damages: dict[str, tuple[str, Callable[[], Any]]] = {
        "a slot too many": ("seq.out", lambda: f"{columns['seq.out'][at]} O"),
        "no intent": ("label", lambda: " "),
        "a line missing": ("label", lambda: None),
    }
    damage = maker.damage(*damages)
    place = None
    if damage:
        place, change = damages[damage]
        columns[place][at : at + 1] = [] if damage == "a line missing" else [change()]
    for name, rows in columns.items():
        written = maker.write(name, rows, capitals=False, may_break=name == "label")
        if name == place and damage != "a line missing":
            place = f"{written}:{at + 1}:"

    def read(folder: Path) -> Any:
        found = read_requests(folder)
        return _pairs(found), list(found.intents)

    return maker.case(read, (_meaning(sentences), intents), place=place)
