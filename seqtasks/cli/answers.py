"""How `predict` writes the record of a line or a sentence."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from typing import Any

import click

from seqtasks.cli.tables import one_line
from seqtasks.corpora.conllu import COLUMNS
from seqtasks.storage.run_directory import plain

_BREAKING = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")  # a comment is one line
_COLOURS = ("green", "blue", "magenta", "cyan", "yellow", "red")


def writer(style: str, *, pretty: bool = False) -> Callable[[dict[str, Any]], str]:
    """What writes a record in a style: `"text"`, `"json"`, or `"tsv"`, a tagger's."""
    if pretty:
        return _as_colours
    return {"text": _as_text, "json": as_json, "tsv": _as_tsv}[style]


def as_json(record: dict[str, Any]) -> str:
    """A record as JSON, probabilities by class."""
    if "classes" in record:
        by_class = dict(zip(record["classes"], record["probabilities"], strict=True))
        record = {name: value for name, value in record.items() if name != "classes"}
        record["probabilities"] = by_class
    return json.dumps(plain(record), ensure_ascii=False)


def as_explained(record: dict[str, Any]) -> str:
    """A class, its probability, and what each word adds to its score."""
    pairs = zip(record["words"], record["weights"], strict=True)
    shown = " ".join(f"{word}:{weight:+.3f}" for word, weight in pairs)
    return f"{_as_class(record)}\t{shown}"


def as_conllu(record: dict[str, Any], column: str) -> list[str]:
    """A sentence with its words and labels and nothing else; nothing of a line without words.

    Labels in MISC leave no room for `SpaceAfter=No`: a sentence that needs it has no `# text`.
    """
    if not record["words"]:
        return []
    starts, ends = _places(record)
    spaced = [a != b for a, b in zip(ends, [*starts[1:], None], strict=True)]
    text = _BREAKING.sub(" ", record["source"][starts[0] : ends[-1]])
    head = [f"# text = {text}"] if column != "misc" or all(spaced) else []
    head += intent_of(record)
    pairs = zip(record["words"], record["labels"], strict=True)
    rows = []
    for number, (word, label) in enumerate(pairs, start=1):
        misc = "_" if spaced[number - 1] else "SpaceAfter=No"
        cells = dict.fromkeys(COLUMNS, "_") | {"id": str(number), "form": word, "misc": misc}
        rows.append("\t".join((cells | {column: label}).values()))
    return [*head, *rows, ""]


def _places(record: dict[str, Any]) -> tuple[list[int], list[int]]:
    """Where each word begins and ends in its line.

    Exports of before there were `starts` and `ends` may have normalised words: there it is guessed.
    """
    if "starts" in record:
        return record["starts"], record["ends"]
    text, starts, ends, end = record["source"], [], [], 0
    for word in record["words"]:
        starts.append(len(text) - len(text[end:].lstrip()))
        end = starts[-1] + len(word) if text.startswith(word, starts[-1]) else end
        ends.append(end)
    return starts, [*ends[:-1], len(text.rstrip())]


def intent_of(record: dict[str, Any]) -> list[str]:
    """The comment that holds a sentence's intent; none of a tagger without intents."""
    return [f"# intent = {record['intent']}"] if "intent" in record else []


def _as_text(record: dict[str, Any]) -> str:
    return _as_class(record) if "label" in record else one_line(record["tagged"])


def _as_class(record: dict[str, Any]) -> str:
    return f"{one_line(record['label'])}\t{math.exp(record['score']):.4f}"


def _as_tsv(record: dict[str, Any]) -> str:
    """A word and its label a line; the intent as a comment before them; a blank line after them."""
    pairs = zip(record["words"], record["labels"], strict=True)
    rows = [f"{word}\t{label}" for word, label in pairs]
    return "".join(f"{line}\n" for line in (*intent_of(record), *rows))


def _as_colours(record: dict[str, Any]) -> str:
    """Words with their labels, each label in a colour of its own; `O` without."""
    shown = [click.style(record["intent"], bold=True)] if "intent" in record else []
    for word, label in zip(record["words"], record["labels"], strict=True):
        colour = _COLOURS[sum(label.encode()) % len(_COLOURS)]
        tag = "" if label == "O" else click.style(f"/{label}", fg=colour)
        shown.append(f"{word}{tag}")
    return " ".join(shown)
