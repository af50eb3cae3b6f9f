"""Reads files of dialogues: a dialogue a line, its turns before `__eou__` or between tabs."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from seqtasks.corpora.headers import ANSWERS, QUESTIONS, are_fields, fields_of, stands_out
from seqtasks.corpora.lines import read_lines
from seqtasks.corpora.tables import TableRow, read_rows
from seqtasks.errors import DataError, DataWarning

END_OF_TURN = "__eou__"
SEPARATOR = f" {END_OF_TURN} "  # between the turns of a context


class Conversation(NamedTuple):
    """A dialogue.

    Attributes:
        turns: what was said, in this order.
        given: how many turns come before the first reply, 1 or more.
    """

    turns: tuple[str, ...]
    given: int = 1

    def pairs(self, turns: int) -> list[tuple[str, str]]:
        """Each reply after its context, at most so many turns before it."""
        return [
            (join_turns(self.turns[max(0, i - turns) : i]), self.turns[i])
            for i in range(self.given, len(self.turns))
        ]


def read_conversations(path: Path) -> list[Conversation]:
    """Reads one file, plain or `.gz`.

    A line holds a dialogue, each turn with `__eou__` behind it. In a table, a `.tsv` or a file
    whose first line has a tab and does not end in `__eou__`, a row holds a dialogue, each turn in
    a column. In its first column several turns may stand, with `__eou__` between them: the context
    of the reply in the second. A first line of names, such as question and answer, is no dialogue;
    where two columns have such names, those hold the turns. Rows with fewer than two turns, or a
    blank one before another, are dropped with one warning.

    Raises:
        DataError: the file cannot be read or is empty, or a line is no dialogue.
    """
    if _is_table(path):
        return _of_table(path)
    return [
        Conversation(_turns_of(line, f"{path}:{number}"))
        for number, line in enumerate(read_lines(path), start=1)
    ]


def join_turns(turns: Sequence[str]) -> str:
    """The turns of a context as one line."""
    return SEPARATOR.join(turns)


def _is_table(path: Path) -> bool:
    if path.name.lower().removesuffix(".gz").endswith(".tsv"):
        return True
    first = next((line for line in read_lines(path) if line.strip()), "")
    return "\t" in first and not first.rstrip().endswith(END_OF_TURN)


def _turns_of(line: str, place: str) -> tuple[str, ...]:
    """The turns of a dialogue; what follows the last `__eou__` must be nothing."""
    *turns, rest = _split(line)
    if rest or not turns:
        raise DataError(
            f"{place}: must hold a dialogue, each turn with {END_OF_TURN} behind it, or each in a "
            f"column of a table. Received: {line[-60:]!r}"
        )
    if not all(turns):
        raise DataError(f"{place}: turn {turns.index('') + 1} is empty.")
    return tuple(turns)


def _split(text: str) -> list[str]:
    """What stands before, between and after the marks; a tab would end a turn elsewhere."""
    return [turn.strip().replace("\t", " ") for turn in text.split(END_OF_TURN)]


def _of_table(path: Path) -> list[Conversation]:
    """The dialogues of a table."""
    rows = read_rows(path)
    columns, has_names = _columns(path, rows)
    least = max(columns, default=1) + 1
    found, left_out = [], []
    for number, cells in rows[has_names:]:
        if len(cells) < least:
            raise DataError(
                f"{path}:{number}: must hold the turns of a dialogue in {least} columns or more, "
                f"separated by tabs. Received: {len(cells)}"
            )
        chosen = [cells[column] for column in columns] if columns else cells
        conversation = _of_cells(chosen, f"{path}:{number}")
        if conversation is None:
            left_out.append(number)
        else:
            found.append(conversation)
    if left_out and found:
        warnings.warn(
            f"{path}: dropped {len(left_out):,} of {len(left_out) + len(found):,} dialogues with a "
            f"blank turn or one turn only, the first in line {left_out[0]:,}.",
            DataWarning,
            stacklevel=1,
        )
    return found


def _columns(path: Path, rows: Sequence[TableRow]) -> tuple[list[int], bool]:
    """The columns with the turns, none for all of them, and whether the first row names them."""
    first = rows[0].cells
    if are_fields(first):
        names = [fields_of(cell) for cell in first]
        found = [
            [column for column, words in enumerate(names) if words & known]
            for known in (QUESTIONS, ANSWERS)
        ]
        is_clear = [len(columns) for columns in found] == [1, 1] and found[0] != found[1]
        return (found[0] + found[1] if is_clear else []), True
    _warn_of_numbers(path, rows)
    if stands_out(first, [row.cells for row in rows[1:]]):
        warnings.warn(
            f"{path}:{rows[0].number}: {' TAB '.join(first)!r} is read as a dialogue. If it names "
            "the columns, take it out, or name them question and answer.",
            DataWarning,
            stacklevel=1,
        )
    return [], False


def _warn_of_numbers(path: Path, rows: Sequence[TableRow]) -> None:
    """Warns of columns, of three or more, that hold numbers only: IDs of dialogues, or ratings."""
    width = min(len(row.cells) for row in rows)
    columns = [
        column
        for column in range(width if width > 2 else 0)
        if all(row.cells[column].strip().isdecimal() for row in rows[1:])
    ]
    if columns and len(rows) > 1:
        warnings.warn(
            f"{path}: column {columns[0] + 1} holds numbers only, which are read as turns. If they "
            "are none, begin the file with a line of names, such as id, question and answer.",
            DataWarning,
            stacklevel=1,
        )


def _of_cells(cells: Sequence[str], place: str) -> Conversation | None:
    """The dialogue of a row; none where a turn is blank, or where there is one only."""
    context, *replies = (cell.strip().removesuffix(END_OF_TURN).rstrip() for cell in cells)
    while replies and not replies[-1]:  # tables end short rows in tabs
        replies.pop()
    given = _split(context)
    if not (replies and all(given) and all(replies)):
        return None
    for reply in replies:
        if END_OF_TURN in reply:
            raise DataError(
                f"{place}: {END_OF_TURN} may stand between the turns of the first column only. "
                f"Received: {reply[:60]!r}"
            )
    return Conversation((*given, *replies), len(given))
