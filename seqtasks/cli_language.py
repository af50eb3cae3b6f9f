"""The commands of language models: `seqtasks score`, `generate`, `neighbours`, `diagnose`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from seqtasks.cli_parts import format_option, input_option, load_task, output_option, path_type
from seqtasks.errors import RunError
from seqtasks.lines import check_lines, check_output_file, chunks, open_output, read_lines
from seqtasks.run_directory import check_run_directory, plain, read_json

_run_argument = click.argument("run", metavar="RUN", type=path_type)


@click.command()
@_run_argument
@input_option
@output_option
@click.option("--rank", is_flag=True, help="Put a line's tab-separated candidates in order.")
@format_option
def score(run: Path, source: Path | None, output: Path | None, rank: bool, style: str) -> None:
    """How likely each line is to a language model.

    Writes log-probability in nats, perplexity and the line, separated by tabs; with --rank, the
    candidates of each line by falling log-probability.
    """
    check_language_model(run)
    check_lines(source)
    check_output_file(output)
    task = load_task(run)
    answers = _ranked if rank else _scored
    with open_output(output) as stream:
        for lines in chunks(read_lines(source)):
            stream.write("".join(f"{answer}\n" for answer in answers(task, lines, style)).encode())
            stream.flush()


@click.command()
@_run_argument
@click.option("--prompt", default="", help="The beginning of the text.")
@click.option(
    "--temperature",
    type=click.FloatRange(min=0.0),
    default=1.0,
    show_default=True,
    help="Below 1 sharper, above 1 flatter; 0 takes the likeliest token.",
)
@click.option("--top-k", type=click.IntRange(min=1), help="Draw from the K likeliest tokens.")
@click.option(
    "--top-p",
    type=click.FloatRange(min=0.0, max=1.0, min_open=True),
    default=1.0,
    show_default=True,
    help="Draw from the likeliest tokens that reach this probability together.",
)
@click.option("--num", type=click.IntRange(min=1), default=1, show_default=True, help="Texts.")
@click.option("--max-length", type=click.IntRange(min=1), help="Tokens at most.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
def generate(
    run: Path,
    prompt: str,
    temperature: float,
    top_k: int | None,
    top_p: float,
    num: int,
    max_length: int | None,
    seed: int,
) -> None:
    """Let a language model write, a line each; the text appears as it is drawn."""
    check_language_model(run)
    task = load_task(run)
    from seqtasks.decoding.sampling import Sampling

    sampling = Sampling(temperature=temperature, top_k=top_k, top_p=top_p)
    for number in range(num):
        pieces = task.generate(
            prompt, sampling=sampling, max_length=max_length, seed=(seed, number)
        )
        for piece in pieces:
            click.echo(piece.replace("\n", " "), nl=False)
        click.echo()


def check_language_model(run: Path) -> None:
    """Sees, without TensorFlow, whether a run holds a language model.

    Raises:
        RunError: there is no such run, or it is of another task.
    """
    check_run_directory(run)
    task = read_json(run / "task.json").get("task")
    if task != "LanguageModel":
        raise RunError(f"{run} must hold a LanguageModel. Received: {task}.")


def _scored(task: Any, lines: list[str], style: str) -> list[str]:
    records = task.score(lines)
    if style == "json":
        return [json.dumps(plain(record), ensure_ascii=False) for record in records]
    return [
        f"{record['log_probability']:.4f}\t{record['perplexity']:.4f}\t{record['source']}"
        for record in records
    ]


def _ranked(task: Any, lines: list[str], style: str) -> list[str]:
    candidates = [line.split("\t") for line in lines]
    records = iter(task.score([text for row in candidates for text in row]))
    answers = []
    for row in candidates:
        scored = [next(records) for _ in row]
        scored.sort(key=lambda record: -record["log_probability"])
        if style == "json":
            kept = ("source", "log_probability", "num_tokens", "perplexity")
            best_first = [{name: record[name] for name in kept} for record in scored]
            answers.append(json.dumps(plain({"candidates": best_first}), ensure_ascii=False))
        else:
            answers.append("\t".join(record["source"] for record in scored))
    return answers
