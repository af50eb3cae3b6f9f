"""The command `run`: trains and evaluates a recipe."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path

import click

from seqtasks.cli.options import path_type
from seqtasks.errors import RunError
from seqtasks.runs.comparison import as_text, note, read_groups, table
from seqtasks.runs.runner import RunOptions, run_recipe


@click.command()
@click.argument("recipe", metavar="RECIPE[@SETTING]")
@click.argument("overrides", nargs=-1, metavar="[KEY=VALUE]...")
@click.option(
    "--output", type=path_type, help="Write the run to this directory.  [default: runs/NAME-N]"
)
@click.option("--resume", is_flag=True, help="Resume the run in --output.")
@click.option("--force", is_flag=True, help="Replace the run in --output.")
@click.option(
    "--smoke",
    is_flag=True,
    help="Execute the whole recipe on a few lines, with two training steps.",
)
@click.option("--tensorboard", is_flag=True, help="Also write TensorBoard summaries.")
@click.option(
    "--checkpoint-minutes",
    type=click.FloatRange(min=0, min_open=True),
    default=10.0,
    show_default=True,
    help="Save a checkpoint every N minutes within an epoch.",
)
def run(
    recipe: str,
    overrides: tuple[str, ...],
    output: Path | None,
    resume: bool,
    force: bool,
    smoke: bool,
    tensorboard: bool,
    checkpoint_minutes: float,
) -> None:
    """Train and evaluate a recipe, and keep everything in a run directory.

    KEY=VALUE sets a hyperparameter (see `seqtasks show RECIPE`). Several values, such as
    `seed=1,2,3 cell=gru,lstm`, run every combination, one after another, and end with a table that
    compares them; `\\,` is a literal comma.
    """
    try:
        options = RunOptions(
            output=output,
            resume=resume,
            force=force,
            smoke=smoke,
            tensorboard=tensorboard,
            checkpoint_minutes=checkpoint_minutes,
        )
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    run_recipe(recipe, overrides, options, summarize=_print_comparison)


def _print_comparison(directories: Sequence[Path]) -> None:
    """The table of `compare`, where the runs measured a test set."""
    with contextlib.suppress(RunError):  # of a recipe that measures none
        groups = read_groups(directories, mixed=True)
        click.echo(f"\n{as_text(table(groups))}")
        if explained := note(groups):
            click.echo(explained)
