"""What `predict` does with tables and JSON lines: a row in, the row with its answer out."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seqtasks.cli.lines import read_lines
from seqtasks.corpora.columns import PREDICTED
from seqtasks.corpora.json_records import may_be_array
from seqtasks.corpora.text_rows import TextColumns, TextRow, read_rows

if TYPE_CHECKING:
    from seqtasks.tasks.task import Task

_PROBABILITY = "probability"


class Table:
    """The rows of an input, of which the texts are answered one by one, in their order.

    Args:
        source: the file; None for standard input.
        form: as of `read_rows`.
        text: the column with the text; None for the task's own, or one that is named so.
        task: what answers.
        explained: whether a classifier tells what each word adds to its label.
    """

    def __init__(
        self, source: Path | None, form: str, text: str | None, task: Task[Any], *, explained: bool
    ) -> None:
        named = {"text": text} if text else {}
        columns = TextColumns(**{**task.details, **named})
        lines = read_lines(source, keep_returns=True)
        name, array = source or "standard input", source is not None and may_be_array(source)
        self._rows, self._is_array = read_rows(lines, name, form, columns, array=array)
        self._waiting: deque[TextRow] = deque()
        self._columns = [str(task.answer)]
        if task.answer == "label":
            self._columns = [PREDICTED, _PROBABILITY, *(["explanation"] if explained else [])]

    def texts(self) -> Iterator[str]:
        """The texts, while their rows wait for an answer."""
        for row in self._rows:
            self._waiting.append(row)
            if row.text is not None:
                yield row.text

    def with_answers(self, answers: Iterable[str]) -> Iterator[str]:
        """The lines of the input, an answer beside each text.

        Args:
            answers: to `texts`, in their order; those of a classifier as it writes them, with tabs
                between label, probability and what words add.
        """
        rows = self._answered(answers)
        return iter("".join(rows).split("\n")) if self._is_array else rows

    def _answered(self, answers: Iterable[str]) -> Iterator[str]:
        for answer in answers:
            yield from self._without_text()
            yield from self._waiting.popleft().with_cells(self._cells(answer))
        yield from self._without_text()

    def _cells(self, answer: str) -> dict[str, str | float]:
        if len(self._columns) == 1:
            return {self._columns[0]: answer}
        cells = dict(zip(self._columns, answer.split("\t"), strict=True))
        return {**cells, _PROBABILITY: float(cells[_PROBABILITY])}

    def _without_text(self) -> Iterator[str]:
        """The rows that stand before the next text: a header, blank lines."""
        while self._waiting and self._waiting[0].text is None:
            yield from self._waiting.popleft().with_cells(dict.fromkeys(self._columns, ""))
