"""The corpus: which requests are drawn for training, validation and test."""

from __future__ import annotations

from functools import cache

from generator.corpus import Choice, lines
from generator.nlu.requests import Request, request

SEED = 2029
SIZES = {"train": 3_000, "validation": 400, "test": 500}


@cache
def generate() -> dict[str, list[Request]]:
    """Draws the requests of every split; the same ones each time, and none twice."""
    choice, seen = Choice(SEED), set[str]()
    splits: dict[str, list[Request]] = {name: [] for name in SIZES}
    for name, size in SIZES.items():
        while len(splits[name]) < size:
            drawn = request(choice)
            if drawn.text in seen or drawn.repeats or (name == "train" and drawn.is_withheld):
                continue
            seen.add(drawn.text)
            splits[name].append(drawn)
    return splits


@cache
def files() -> dict[str, str]:
    """The contents of all generated files by name."""
    contents = {}
    for name, requests in generate().items():
        contents[f"{name}/seq.in"] = lines([drawn.text for drawn in requests])
        contents[f"{name}/seq.out"] = lines([drawn.labels for drawn in requests])
        contents[f"{name}/label"] = lines([drawn.intent for drawn in requests])
    return contents
