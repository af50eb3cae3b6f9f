"""ARPA files: n-grams with their probabilities and back-off weights."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import strategies as st

from seqtasks.ngrams.arpa import read_arpa
from tests.fuzz.fuzzing import Case
from tests.fuzz.making import Maker
from tests.fuzz.texts import Draw

Grams = dict[tuple[str, ...], tuple[float, float]]  # log10 p and back-off weight
WORDS = ("a", "b", "é", "狗", "-1.5", "ngram", "a\u00adb", "\\")
NEVER = -99.0  # log10 of what cannot be, in a file


@st.composite
def arpa_files(draw: Draw) -> Case:
    """The probability of each word of some lines, as the format defines it."""
    maker = Maker(draw, "ARPA")
    order = maker.up_to(3, 1)
    grams = _grams(maker, order)
    rows = _lines(maker, grams, order)
    number = _damage(maker, rows, grams, order)
    known = [gram[0] for gram in grams if len(gram) == 1 and gram[0] not in ("<s>", "</s>")]
    lines = [[maker.pick(*known) for _ in range(maker.up_to(4))] for _ in range(3)]
    name = maker.write("model.arpa", rows)

    def read(folder: Path) -> Any:
        model, tokens = read_arpa(folder / name)
        ids = {token: i for i, token in enumerate(tokens)}
        scores = [model.log_probabilities(np.array([*(ids[w] for w in x), 3])) for x in lines]
        return [_rounded(score / np.log(10)) for score in scores]

    meaning = [_rounded(_log10_p(grams, order, line)) for line in lines]
    return maker.case(read, meaning, place=f"{name}:{number or ''}" if number is not None else None)


def _rounded(numbers: Any) -> list[float]:
    return [round(max(float(number), NEVER), 4) for number in numbers]


def _grams(maker: Maker, order: int) -> Grams:
    numbers, weights = (-0.1, -0.25, -1.0, -2.5, 0.0), (0.0, 0.0, -0.3, 0.25)
    names = maker.draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=5, unique=True))
    unknown = maker.pick([], ["<unk>"])
    grams: Grams = {("<s>",): (NEVER, maker.pick(*weights))}
    grams |= {(name,): (maker.pick(*numbers), maker.pick(*weights)) for name in (*names, *unknown)}
    grams["</s>",] = (maker.pick(*numbers), 0.0)
    following = st.lists(st.sampled_from([*names, "</s>"]), max_size=3, unique=True)
    for length in range(2, order + 1):
        for prefix in [gram for gram in grams if len(gram) == length - 1 and gram[-1] != "</s>"]:
            for word in maker.draw(following):
                weight = 0.0 if word == "</s>" or length == order else maker.pick(*weights)
                grams[(*prefix, word)] = (maker.pick(*numbers), weight)
    return {gram: (p, 0.0 if len(gram) == order else weight) for gram, (p, weight) in grams.items()}


def _lines(maker: Maker, grams: Grams, order: int) -> list[str]:
    """The lines of a file, n-grams in any order, weights of zero perhaps left out."""
    rows = ["made by another program", ""] if maker.happens(4, "a comment before it") else []
    lengths = range(1, order + 1)
    sizes = [sum(len(gram) == length for gram in grams) for length in lengths]
    rows += ["\\data\\", *(f"ngram {n}={size}" for n, size in zip(lengths, sizes, strict=True))]
    space = maker.pick("\t", "\t", " ")
    blanks = maker.pick([""], [""], ["", ""], [" "])
    for length in lengths:
        rows += [*blanks, f"\\{length}-grams:"]
        for gram in maker.draw(st.permutations([gram for gram in grams if len(gram) == length])):
            p, weight = grams[gram]
            written, of_weight = (maker.pick("{:g}", "{:.3e}", "{:.5E}", "{:.4f}") for _ in "ab")
            row = f"{written.format(p)}{space}{' '.join(gram)}"
            with_weight = weight or (length < order and maker.pick(False, True))
            rows.append(f"{row}{space}{of_weight.format(weight)}" if with_weight else row)
    return [*rows, *blanks, "\\end\\"]


def _damage(maker: Maker, rows: list[str], grams: Grams, order: int) -> int | None:
    """Makes perhaps a file unreadable: the line at fault, 0 for any, None for a good file."""
    kinds = ["no end", "a count too high", "a count too low", "no number", "an n-gram twice"]
    damage = maker.damage(*kinds)
    if not damage:
        return None
    if damage == "no end":
        del rows[-1]
        return 0
    length = maker.pick(*sorted({len(gram) for gram in grams}))
    count = sum(len(gram) == length for gram in grams)
    head = rows.index(f"ngram {length}={count}")
    at = rows.index(f"\\{length}-grams:") + 1 + maker.up_to(count - 1)
    if damage == "no number":
        rows[at] = f"x{rows[at]}"
        return at + 1
    if damage == "an n-gram twice":
        rows.insert(at, rows[at])
    rows[head] = f"ngram {length}={count + (-1 if damage == 'a count too low' else 1)}"
    return 0


def _log10_p(grams: Grams, order: int, line: list[str]) -> list[float]:
    """log10 of the probability of each word of a line and of its end."""
    words = ["<s>", *line, "</s>"]
    return [
        _of_gram(grams, tuple(words[max(0, i + 1 - order) : i + 1])) for i in range(1, len(words))
    ]


def _of_gram(grams: Grams, gram: tuple[str, ...]) -> float:
    """The equation of back-off: an n-gram's own, or the weight of its history times a shorter's."""
    if gram in grams:
        return grams[gram][0]
    if len(gram) == 1:
        return NEVER
    return grams.get(gram[:-1], (0.0, 0.0))[1] + _of_gram(grams, gram[1:])
