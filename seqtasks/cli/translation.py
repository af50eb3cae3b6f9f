"""What `predict` does with translators: together, with alternatives, looked into, drawn."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from seqtasks.cli.lines import chunks
from seqtasks.cli.options import load_task
from seqtasks.cli.tables import one_line
from seqtasks.export.directory import new_directory
from seqtasks.storage.run_directory import plain

if TYPE_CHECKING:
    from seqtasks.decoding.sampling import Sampling
    from seqtasks.tasks.alignment import Alignment
    from seqtasks.tasks.task import Task
    from seqtasks.tasks.translator import Translator


def translator_for(task: Task[Any], run: Path, others: Sequence[Path]) -> Translator:
    """A translator that was trained, alone or together with others.

    Raises:
        click.UsageError: a run holds something else, or runs have different vocabularies.
    """
    tasks = [task, *map(load_task, others)]
    for place, one in zip((run, *others), tasks, strict=True):
        if "join" not in one.capabilities:
            raise click.UsageError(
                "--n-best, --attention and --ensemble are for the run of a translator. "
                f"Received: {place}, which is none"
            )
    first, *more = cast("list[Translator]", tasks)
    try:
        return first.joined(more) if more else first
    except ValueError as error:
        raise click.UsageError(
            f"{error} Received: {', '.join(map(str, (run, *others)))}"
        ) from error


def translations(
    task: Translator, lines: Iterable[str], style: str, n_best: int | None, attention: Path | None
) -> Iterator[str]:
    """The answer to each line, as text or JSON; with `attention`, pictures on the way.

    Raises:
        click.UsageError: the translator has no attention, or no beam of `n_best`.
        RunError: the pictures cannot be written.
    """
    if attention is not None and "align" not in task.capabilities:
        raise click.UsageError("--attention is for a translator with attention.")
    if (n_best or 1) > task.beam_size:
        raise click.UsageError(
            f"--n-best must be at most the beam size, {task.beam_size}. Received: {n_best}"
        )
    place = nullcontext() if attention is None else new_directory(attention)
    with place as directory:
        if directory is not None:
            directory.mkdir()
        first = 1
        for chunk in chunks(lines):
            if directory is None or n_best:
                records = task.predict_records(chunk, n_best or 1)
            if directory is not None:
                alignments = task.align(chunk)
                _draw(alignments, directory, first)
                if not n_best:  # the pictures' search is the answer
                    records = [
                        {"source": line, task.answer: found.translation, "score": found.score}
                        for line, found in zip(chunk, alignments, strict=True)
                    ]
            for record in records:
                if n_best == 1:
                    record["alternatives"] = [record["translation"]]
                    record["alternative_scores"] = [record["score"]]
                yield _shown(record, task.answer, style)
            first += len(chunk)


def _draw(alignments: Sequence[Alignment], directory: Path, first: int) -> None:
    """Writes a picture of each alignment, and a line of JSON."""
    with (directory / "alignments.jsonl").open("a", encoding="utf-8") as stream:
        for number, alignment in enumerate(alignments, start=first):
            picture = directory / f"{number:04}.svg"
            picture.write_text(alignment.as_svg(), encoding="utf-8")
            record = {"picture": picture.name, **alignment._asdict()}
            stream.write(f"{json.dumps(plain(record), ensure_ascii=False)}\n")


def drawn(
    task: Task[Any], lines: Iterable[str], style: str, sampling: Sampling, seed: int
) -> Iterator[str]:
    """A drawn answer to each line, of a translator or a dialogue, as text or JSON."""
    if "sample" not in task.capabilities:
        raise click.UsageError(
            "--temperature, --top-k and --top-p are for the run of a translator or a dialogue."
        )
    first = 0
    for chunk in chunks(lines):
        for record in task.sample(chunk, sampling, seed=seed, first=first):
            yield _shown(record, task.answer, style)
        first += len(chunk)


def _shown(record: dict[str, Any], answer: str, style: str) -> str:
    if style == "json":
        return json.dumps(plain(record), ensure_ascii=False)
    return one_line(record[answer])
