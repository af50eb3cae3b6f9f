"""What the commands share: options, loading a run, printing tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from seqtasks.cli.lines import open_output
from seqtasks.errors import RunError
from seqtasks.metrics.bleu_tokens import BLEU_TOKENIZERS
from seqtasks.storage.run_directory import TASK, check_run_directory, read_json

if TYPE_CHECKING:
    from seqtasks.tasks.task import Task

path_type = click.Path(path_type=Path)
format_option = click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Format of the answers.",
)
input_option = click.option(
    "--input",
    "source",
    type=path_type,
    help="Read lines of UTF-8 from this file, plain or .gz.  [default: stdin]",
)
ensemble_option = click.option(
    "--ensemble",
    "others",
    metavar="RUN",
    type=path_type,
    multiple=True,
    help="Translate together with this run; repeat the option for more runs.",
)
output_option = click.option(
    "--output",
    type=path_type,
    help="Write the answers to this file, one per line.  [default: stdout]",
)

splitting_option = click.option(
    "--splitting",
    type=click.Choice(["spaces", "words"]),
    help="How a tagger splits lines into words.  [default: the run's]",
)

_SAMPLING = (
    click.option(
        "--temperature",
        type=click.FloatRange(min=0.0),
        help="Sample tokens; values below 1 favour likely tokens, 0 always takes the likeliest.",
    ),
    click.option("--top-k", type=click.IntRange(min=1), help="Sample from the K likeliest tokens."),
    click.option(
        "--top-p",
        type=click.FloatRange(min=0.0, max=1.0, min_open=True),
        help="Sample from the fewest tokens whose probabilities reach this sum.",
    ),
)
seed_option = click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
drawing_seed_option = click.option("--seed", type=click.IntRange(min=0), help="Seed for sampling.")


def sampling_options(command: Any) -> Any:
    """The options of sampling; `make_sampling` reads them."""
    return _with_options(command, _SAMPLING)


_SEARCH = (
    click.option(
        "--beam-size",
        type=click.IntRange(min=1),
        help="Number of hypotheses that beam search keeps.  [default: the run's]",
    ),
    click.option(
        "--max-length",
        type=click.IntRange(min=1),
        help="Maximum number of tokens in an answer.  [default: the run's]",
    ),
    click.option(
        "--length-penalty",
        type=click.FloatRange(min=0.0),
        help="Exponent of GNMT's length penalty (alpha).  [default: the run's]",
    ),
)

_RULES = (
    click.option(
        "--min-length",
        type=click.IntRange(min=0),
        help="Minimum number of tokens in an answer.  [default: the run's]",
    ),
    click.option(
        "--no-repeat-ngram-size",
        metavar="N",
        type=click.IntRange(min=0),
        help="Forbid any sequence of N tokens to occur twice; 0 allows all.  [default: the run's]",
    ),
    click.option(
        "--repetition-penalty",
        type=click.FloatRange(min=0.0, min_open=True),
        help="Multiply the log-probability of tokens that occurred before.  [default: the run's]",
    ),
)


def rules_options(command: Any) -> Any:
    """The options of what may be written, for a command that hands them to `with_search`."""
    return _with_options(command, _RULES)


def search_options(command: Any) -> Any:
    """The options of a search and of what it may write, likewise."""
    return _with_options(command, (*_SEARCH, *_RULES))


def _with_options(command: Any, options: Sequence[Any]) -> Any:
    """A command with options, which its help lists in this order."""
    for option in reversed(options):
        command = option(command)
    return command


bleu_tokenizer_option = click.option(
    "--bleu-tokenizer",
    type=click.Choice(BLEU_TOKENIZERS),
    help="Tokenizer that BLEU uses.  [default: the run's]",
)


def with_search(task: Task[Any], *, measured: bool = False, **options: Any) -> Task[Any]:
    """A task that writes, or is measured, with other settings, those options that are given.

    Raises:
        click.UsageError: it does not write, or cannot with these.
    """
    given = {name: value for name, value in options.items() if value is not None}
    if not given:
        return task
    if "search" not in task.capabilities:
        raise click.UsageError(
            f"{' and '.join(map(_flag, given))}: for the run of a task that writes text, a "
            "translator, a dialogue or a language model; an export keeps its own."
        )
    if measured and task.answer == "completion":
        raise click.UsageError(
            f"{' and '.join(map(_flag, given))}: a language model is measured by what it reads, "
            "and writes nothing."
        )
    try:
        return task.with_search(**given)
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def draws(temperature: float | None, top_k: int | None, top_p: float | None) -> bool:
    """Whether an option asks for drawing."""
    return not (temperature is None and top_k is None and top_p is None)


def check_drawing(
    temperature: float | None, top_k: int | None, top_p: float | None, seed: int | None
) -> None:
    """Raises click.UsageError for a seed where nothing is drawn."""
    if seed is not None and not draws(temperature, top_k, top_p):
        raise click.UsageError("--seed requires sampling: add --temperature, --top-k or --top-p.")


def make_sampling(temperature: float | None, top_k: int | None, top_p: float | None) -> Any:
    """How tokens are drawn, None where no option asks for it."""
    if not draws(temperature, top_k, top_p):
        return None
    from seqtasks.decoding.sampling import Sampling

    try:
        return Sampling(
            temperature=1.0 if temperature is None else temperature,
            top_k=top_k,
            top_p=1.0 if top_p is None else top_p,
        )
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def check_task(run: Path, *tasks: str) -> str:
    """The name of a run's task, without TensorFlow.

    Raises:
        RunError: there is no such run, or it is of another task.
    """
    check_run_directory(run)
    task = read_json(run / TASK).get("task")
    if task not in tasks:
        raise RunError(f"{run} must hold a {' or a '.join(tasks)}. Received: {task}.")
    return str(task)


def load_task(run: Path) -> Task[Any]:
    """The task of a run or an export."""
    from seqtasks.tasks.loading import load

    return load(run)


def with_splitting(task: Task[Any], splitting: str) -> Task[Any]:
    """A tagger with another way to find words in lines.

    Raises:
        click.UsageError: it is none, or an export, which splits lines as it was exported.
    """
    if "split" not in task.capabilities:
        raise click.UsageError("--splitting requires the run of a tagger; an export keeps its own.")
    return task.with_splitting(splitting)  # type: ignore[arg-type]


def write_answers(answers: Iterable[str], output: Path | None, *, unended: bool = False) -> None:
    """Writes a line for each answer as it comes, to a file or to standard output.

    Args:
        answers: without line ends.
        output: the file; None for standard output.
        unended: leave out the last newline.
    """
    with open_output(output) as stream:
        if unended:
            stream.write("\n".join(answers).encode())
            return
        for answer in answers:
            stream.write(f"{answer}\n".encode())
            stream.flush()
