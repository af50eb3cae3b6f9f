"""What `predict` and `score` do with translators: together, with alternatives, looked into."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from seqtasks.cli_parts import load_task, one_line
from seqtasks.errors import DataError, RunError
from seqtasks.lines import chunks
from seqtasks.run_directory import plain, write_json


def translator_for(task: Any, run: Path, others: Sequence[Path]) -> Any:
    """A translator that was trained, alone or together with others.

    Raises:
        click.UsageError: a run holds something else, or runs have different vocabularies.
    """
    tasks = [task, *map(load_task, others)]
    for place, one in zip((run, *others), tasks, strict=True):
        if not hasattr(one, "joined"):
            raise click.UsageError(
                "--n-best, --attention and --ensemble are for the run of a translator. "
                f"Received: {place}, which is none"
            )
    if not others:
        return task
    try:
        return task.joined(tasks[1:])
    except ValueError as error:
        raise click.UsageError(
            f"{error} Received: {', '.join(map(str, (run, *others)))}"
        ) from error


def translations(
    task: Any, lines: Iterable[str], style: str, n_best: int, attention: Path | None
) -> Iterator[str]:
    """The answer to each line, as text or JSON; with `attention`, pictures on the way."""
    if attention is not None and not task.has_attention:
        raise click.UsageError("--attention is for a translator with attention.")
    if n_best > task.beam_size:
        raise click.UsageError(
            f"--n-best must be at most the beam size, {task.beam_size}. Received: {n_best}"
        )
    alignments: list[Any] = []
    if attention is not None:
        attention.mkdir(parents=True, exist_ok=True)
    for chunk in chunks(lines):
        if attention is not None:
            found = task.align(chunk)
            _draw(found, attention, first=len(alignments) + 1)
            alignments += found
        for record in task.predict_records(chunk, n_best):
            yield _shown(record, task.answer, style)
    if attention is not None:
        found = {"alignments": [alignment._asdict() for alignment in alignments]}
        write_json(attention / "alignments.json", found)


def drawn(task: Any, lines: Iterable[str], style: str, sampling: Any, seed: int) -> Iterator[str]:
    """A drawn answer to each line, of a translator or a dialogue, as text or JSON."""
    if not hasattr(task, "sample"):
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


def check_pictures(directory: Path | None) -> None:
    """Sees whether pictures can be written to a directory, which must be empty or not be there.

    Raises:
        RunError: it holds something, or is a file.
    """
    if directory is None or not directory.exists():
        return
    if not directory.is_dir() or any(directory.iterdir()):
        raise RunError(f"{directory} is there already: name a new directory for the pictures.")


def checked_pairs(lines: Iterable[str], source: Path | None, candidates: bool) -> Iterator[str]:
    """Lines that hold a source and a target, or several, separated by tabs.

    Raises:
        DataError: a line does not (which).
    """
    for number, line in enumerate(lines, start=1):
        tabs = line.count("\t")
        if tabs < 1 or (tabs > 1 and not candidates):
            what = "targets" if candidates else "a target"
            raise DataError(
                f"{source or 'standard input'}:{number}: must hold a source and {what}, separated "
                f"by {'tabs' if candidates else 'one tab'}. Received: {line[:80]!r}"
            )
        yield line


def scored_pairs(task: Any, lines: list[str], style: str) -> list[str]:
    """Of each pair its log-probability, perplexity, source and target."""
    answers = []
    for record in task.score(lines):
        if style == "json":
            answers.append(json.dumps(plain(record), ensure_ascii=False))
            continue
        numbers = (f"{record[name]:.4f}" for name in ("log_probability", "perplexity"))
        answers.append("\t".join([*numbers, record["source"], record["target"]]))
    return answers


def ranked_targets(task: Any, lines: list[str], style: str) -> list[str]:
    """Each source with its targets by falling log-probability."""
    rows = [line.split("\t") for line in lines]
    pairs = [f"{source}\t{target}" for source, *targets in rows for target in targets]
    records = iter(task.score(pairs))
    answers = []
    for source, *targets in rows:
        found = sorted((next(records) for _ in targets), key=lambda r: -r["log_probability"])
        if style == "json":
            names = ("target", "log_probability", "num_tokens", "perplexity")
            kept = [{name: record[name] for name in names} for record in found]
            record = {"source": source, "candidates": kept}
            answers.append(json.dumps(plain(record), ensure_ascii=False))
        else:
            answers.append("\t".join([source, *(record["target"] for record in found)]))
    return answers


def _draw(alignments: Sequence[Any], directory: Path, first: int) -> None:
    for number, alignment in enumerate(alignments, start=first):
        (directory / f"{number:04}.svg").write_text(alignment.as_svg(), encoding="utf-8")
